package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Sample;
import io.millrace.log.DirectoryConfig;
import io.millrace.log.EventLog;
import io.millrace.log.LogConfig;
import io.millrace.log.LogDirectory;
import io.millrace.log.disk.RealDisk;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** The log with an fsync for each append beside the plainest loop that does the same. */
final class LogAppend {
    private static final int PAIRS = 7;
    private static final long BYTES = 64L << 20;

    private LogAppend() {}

    static void run(Path directory, Consumer<Comparison> done) throws Exception {
        for (int records : new int[] {16, 64, 1024}) {
            ByteBuffer batch = batch(records);
            done.accept(
                    new Comparison(
                            "log-append-" + records + "k",
                            "MiB/s",
                            "write+fdatasync loop",
                            Pairs.alternate(
                                    PAIRS,
                                    round ->
                                            append(
                                                    directory.resolve("log-" + records + round),
                                                    batch),
                                    round ->
                                            new Sample(
                                                    SyncLoop.run(
                                                                    directory,
                                                                    batch.remaining(),
                                                                    BYTES)
                                                            / (1 << 20),
                                                    0)),
                            0.8,
                            "one append of %d records of 1 KiB a flush".formatted(records)));
        }
    }

    private static Sample append(Path path, ByteBuffer batch) {
        try (LogDirectory directory =
                        LogDirectory.open(new RealDisk(), path, DirectoryConfig.defaults());
                EventLog log = EventLog.open(directory, "log", LogConfig.defaults())) {
            long begin = System.nanoTime();
            long written = 0;
            while (written < BYTES) {
                log.append(batch.duplicate(), 0, System.currentTimeMillis());
                log.flush();
                written += batch.remaining();
            }
            return new Sample(written / ((System.nanoTime() - begin) / 1e9) / (1 << 20), 0);
        }
    }

    private static ByteBuffer batch(int records) {
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE);
        ByteBuffer value = ByteBuffer.wrap(Workload.of(1, records).value());
        for (int i = 0; i < records; i++) {
            builder.append(1_700_000_000_000L + i, null, value, List.of());
        }
        ByteBuffer heap = builder.build();
        return ByteBuffer.allocateDirect(heap.remaining()).put(heap).flip();
    }
}
