package io.millrace.broker.http.tail;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.millrace.broker.http.tail.PageOutcome.Nothing;
import io.millrace.broker.http.tail.PageOutcome.Page;
import io.millrace.broker.http.tail.PageOutcome.Refused;
import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.Partition;
import io.millrace.log.CorruptRecordException;
import io.millrace.log.SliceGoneException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.batch.RecordCursor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads records in pages and keeps the pages of the last seconds, so that a thousand readers at one
 * position cost one read and one rendering. Any thread that may do file I/O; what is kept is
 * bounded in bytes. Nobody depends on a page being there: whoever finds none reads the log.
 */
final class RecordPages {
    /** Decoded bytes of a page; one record may be larger. */
    static final int PAGE_BYTES = 32 * 1024;

    private static final int FETCH_BYTES = 64 * 1024;
    private static final int DECODED_BYTES_MAX = 1024 * 1024;
    private static final int DECOMPRESSED_BYTES_MAX = 32 * 1024 * 1024;

    /** A page begins at the offset asked for, and is what the leader of that epoch has there. */
    private record PageKey(PartitionId partition, int leaderEpoch, long offset) {}

    private final Cache<PageKey, Page> pages;

    RecordPages(long bytesMax) {
        this.pages =
                Caffeine.newBuilder()
                        .maximumWeight(bytesMax)
                        .weigher((PageKey key, Page page) -> page.weight())
                        .expireAfterAccess(Duration.ofSeconds(10))
                        .executor(Runnable::run)
                        .build();
    }

    /** Reads on from a position that the present leader has confirmed. */
    PageOutcome read(Partition partition, int leaderEpoch, long offset, int lastEpoch) {
        PageKey key = new PageKey(partition.id(), leaderEpoch, offset);
        Page kept = pages.getIfPresent(key);
        if (kept != null) {
            return kept;
        }
        // Two readers may load the same page at once; few render at a time, so let them.
        PageOutcome outcome = load(partition, key, OptionalInt.of(lastEpoch));
        if (outcome instanceof Page page) {
            pages.put(key, page);
        }
        return outcome;
    }

    /** The same from a position that it has not: it says so if its log is not the one read. */
    PageOutcome readUnconfirmed(Partition partition, int leaderEpoch, long offset, int lastEpoch) {
        PageKey key = new PageKey(partition.id(), leaderEpoch, offset);
        return load(partition, key, OptionalInt.of(lastEpoch));
    }

    private PageOutcome load(Partition partition, PageKey key, OptionalInt lastEpoch) {
        for (int attempt = 0; ; attempt++) {
            FetchOutcome fetched = partition.fetch(key.offset(), FETCH_BYTES, lastEpoch);
            switch (fetched) {
                case FetchOutcome.Empty ignored -> {
                    return new Nothing();
                }
                case FetchOutcome.Refused(Problem problem) -> {
                    return new Refused(problem);
                }
                case FetchOutcome.Fetched(var slice, var ignored) -> {
                    try {
                        return decode(key, slice.read(), slice.nextOffset());
                    } catch (SliceGoneException e) {
                        // Retention or truncation was faster: the next fetch says so, or finds
                        // more.
                        if (attempt == 2) {
                            return new Nothing();
                        }
                    } catch (InvalidBatchException | CorruptRecordException e) {
                        return new Refused(partition.damaged(slice.firstOffset(), e));
                    }
                }
            }
        }
    }

    /** Splits what was read into pages; keeps those behind the first one for who reads on. */
    private Page decode(PageKey key, ByteBuffer bytes, long sliceEnd) {
        List<Page> split = new ArrayList<>();
        List<TailRecord> records = new ArrayList<>();
        int size = 0;
        int decoded = 0;
        long next = key.offset();
        int epoch = key.leaderEpoch();
        boolean whole = true;
        for (int at = bytes.position(); whole && at < bytes.limit(); ) {
            RecordBatch batch;
            try {
                batch = RecordBatch.at(bytes, at);
                batch.verify();
            } catch (InvalidBatchException damaged) {
                if (at == bytes.position()) {
                    throw damaged;
                }
                // What lies before the damage is still good; the next read begins with it.
                split.add(new Page(records, next, epoch, size + 100));
                keepAllButFirst(key, split);
                return split.getFirst();
            }
            at += batch.sizeInBytes();
            epoch = batch.leaderEpoch();
            if (!batch.isControl()) {
                RecordCursor cursor = batch.records(DECOMPRESSED_BYTES_MAX);
                while (cursor.next()) {
                    if (cursor.offset() < key.offset()) {
                        continue;
                    }
                    if (decoded >= DECODED_BYTES_MAX) {
                        whole = false;
                        break;
                    }
                    TailRecord record = TailRecord.copyOf(cursor, epoch);
                    records.add(record);
                    size += record.weight();
                    decoded += record.weight();
                    next = record.offset() + 1;
                    if (size >= 2 * PAGE_BYTES) {
                        split.add(new Page(records, next, epoch, size));
                        records.clear();
                        size = 0;
                    }
                }
            }
            next = whole ? Math.max(next, batch.nextOffset()) : next;
        }
        split.add(new Page(records, whole ? Math.max(next, sliceEnd) : next, epoch, size + 100));
        keepAllButFirst(key, split);
        return split.getFirst();
    }

    private void keepAllButFirst(PageKey key, List<Page> split) {
        long offset = split.getFirst().nextOffset();
        for (Page page : split.subList(1, split.size())) {
            if (page.nextOffset() > offset) {
                pages.put(new PageKey(key.partition(), key.leaderEpoch(), offset), page);
            }
            offset = page.nextOffset();
        }
    }
}
