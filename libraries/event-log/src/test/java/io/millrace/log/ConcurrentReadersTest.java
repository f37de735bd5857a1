package io.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.disk.RealDisk;
import io.millrace.log.testing.Batches;
import io.millrace.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One writer that appends, rolls, truncates and deletes; a flusher; readers at random places. Every
 * batch says in its base timestamp at which offset and in which generation it was written, so that
 * a reader sees whether it got the bytes of another place or a mixture.
 */
class ConcurrentReadersTest {
    private static final int ROUNDS = 3_000;
    private static final int READERS = 3;

    @TempDir Path path;

    private final AtomicBoolean done = new AtomicBoolean();
    private EventLog log;

    @Test
    void readersSeeRightBatchesOrACleanFailure() throws Exception {
        // Given
        LogDirectory directory =
                LogDirectory.open(new RealDisk(), path, new DirectoryConfig(OptionalLong.of(0), 6));
        LogConfig config =
                LogConfig.defaults().withSegmentBytes(16_384).withIndexIntervalBytes(512);
        log = EventLog.open(directory, "log", config);
        List<Future<Long>> readers = new ArrayList<>();
        CountDownLatch started = new CountDownLatch(READERS + 1);

        // When
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS + 1)) {
            for (int i = 0; i < READERS; i++) {
                int seed = i;
                readers.add(threads.submit(() -> readAll(seed, started)));
            }
            Future<?> flusher = threads.submit(() -> flushAlways(started));
            started.await();
            write();
            done.set(true);
            flusher.get();

            // Then
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            done.set(true);
        }
        log.close();
        directory.close();
    }

    private void write() {
        Random random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            long end = log.logEndOffset();
            log.append(Batches.of(1 + random.nextInt(4), 300, end << 20 | round), 1, round);
            if (random.nextInt(400) == 0) {
                long back = random.nextInt(60);
                log.truncateTo(Math.max(log.logStartOffset(), log.logEndOffset() - back));
            }
            if (random.nextInt(300) == 0) {
                log.deleteBefore(Math.max(log.logStartOffset(), log.durableEndOffset() - 200));
            }
        }
    }

    private void flushAlways(CountDownLatch started) {
        started.countDown();
        while (!done.get()) {
            log.flush();
        }
    }

    private long readAll(int seed, CountDownLatch started) {
        Random random = new Random(seed);
        long batches = 0;
        started.countDown();
        while (!done.get() || batches == 0) {
            long start = log.logStartOffset();
            long offset = start + random.nextLong(log.logEndOffset() - start + 1);
            try {
                LogSlice slice = log.read(offset, Long.MAX_VALUE, 1 + random.nextInt(20_000));
                batches += check(slice.read(), slice);
                log.offsetForTimestamp(random.nextLong(1L << 32));
                log.appendTimeOf(offset);
            } catch (OffsetOutOfRangeException | SliceGoneException e) {
                // The two clean answers to a reader whose place went away.
            }
        }
        return batches;
    }

    private static int check(ByteBuffer batches, LogSlice slice) {
        int count = 0;
        long expected = slice.firstOffset();
        for (int at = 0; at < batches.limit(); count++) {
            RecordBatch batch = RecordBatch.at(batches, at);
            batch.verify();
            assertThat(batch.baseOffset()).isEqualTo(expected);
            assertThat(batch.baseTimestamp() >> 20).isEqualTo(expected);
            expected = batch.nextOffset();
            at += batch.sizeInBytes();
        }
        assertThat(expected).isEqualTo(slice.nextOffset());
        return count;
    }
}
