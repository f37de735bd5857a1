package io.millrace.log;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * (append time, largest record timestamp so far, relative offset of the batch): 8 + 8 + 4 bytes.
 * The append time stands nowhere else, so entries go to the file within a second of their making.
 */
final class TimeIndex {
    static final int ENTRY_BYTES = 20;
    private static final long SECOND_MS = 1000;
    private static final int DISTANCE_BYTES_MAX = 1 << 20;

    private final long baseOffset;
    private final IndexFile entries;
    private long indexedTimeMs = Long.MIN_VALUE;
    private long spilledTimeMs = Long.MIN_VALUE;
    private long indexedPosition;

    /** One entry with its offset made absolute. */
    record Entry(long appendTimeMs, long largestTimestampMs, long offset) {}

    TimeIndex(long baseOffset, IndexFile entries) {
        this.baseOffset = baseOffset;
        this.entries = entries;
    }

    IndexFile entries() {
        return entries;
    }

    /**
     * Owner. Adds an entry for a batch, if it is the first, a second after the last one, or 1 MiB.
     *
     * @param largestTimestampMs of the segment up to and with this batch
     */
    void appended(long offset, int position, long largestTimestampMs, long appendTimeMs) {
        boolean due =
                entries.count() == 0
                        || appendTimeMs - indexedTimeMs >= SECOND_MS
                        || position - indexedPosition >= DISTANCE_BYTES_MAX;
        if (!due) {
            return;
        }
        entries.next()
                .putLong(0, appendTimeMs)
                .putLong(8, largestTimestampMs)
                .putInt(16, (int) (offset - baseOffset));
        entries.added();
        indexed(position, appendTimeMs);
    }

    /** Owner. Moves entries to the file, at most once a second. */
    void spill() {
        if (entries.count() == 0 || indexedTimeMs == spilledTimeMs) {
            return;
        }
        if (spilledTimeMs == Long.MIN_VALUE || indexedTimeMs - spilledTimeMs >= SECOND_MS) {
            spilledTimeMs = indexedTimeMs;
            entries.spillIfSpace();
        }
        entries.spillIfFull();
    }

    /** Owner. An entry for this batch is there already. */
    void indexed(int position, long appendTimeMs) {
        indexedPosition = position;
        indexedTimeMs = appendTimeMs;
    }

    Entry entry(int number) {
        return entry(entries.entry(number));
    }

    private Entry entry(ByteBuffer bytes) {
        return new Entry(bytes.getLong(0), bytes.getLong(8), baseOffset + bytes.getInt(16));
    }

    /** When the record was appended, or up to a second before. */
    OptionalLong appendTimeOf(long offset) {
        ByteBuffer found =
                entries.lastAtMost((bytes, at) -> bytes.getInt(at + 16), offset - baseOffset);
        return found == null || found.getLong(0) < 0
                ? OptionalLong.empty()
                : OptionalLong.of(found.getLong(0));
    }

    /** A batch such that no record before it is as young as the timestamp. */
    long startForTimestamp(long timestampMs) {
        if (timestampMs == Long.MIN_VALUE) {
            return baseOffset;
        }
        @Nullable ByteBuffer found =
                entries.lastAtMost((bytes, at) -> bytes.getLong(at + 8), timestampMs - 1);
        return found == null ? baseOffset : entry(found).offset();
    }

    /** Drops the entries from this offset on. */
    void cutFrom(long offset) {
        int keep = 0;
        int above = entries.count();
        while (keep < above) {
            int middle = (keep + above) >>> 1;
            if (entry(middle).offset() < offset) {
                keep = middle + 1;
            } else {
                above = middle;
            }
        }
        entries.cut(keep);
    }
}
