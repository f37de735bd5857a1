package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Pair;
import io.millrace.benchmarks.Comparison.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** A thousand SSE readers of one topic that gets 20 records of 200 bytes a second. */
final class SseFanOut {
    private static final int READERS = 1_000;
    private static final int RECORDS_PER_SECOND = 20;
    private static final int SECONDS = 30;
    private static final int RECORDS = RECORDS_PER_SECOND * SECONDS;
    private static final String PADDING = "x".repeat(170);

    private SseFanOut() {}

    static List<Comparison> run(Path directory) throws Exception {
        Histogram micros = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
        try (MillraceServer server = MillraceServer.start(directory.resolve("data"), "512m");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.createTopic("prices", 1);
            CountDownLatch connected = new CountDownLatch(READERS);
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(
                        threads.submit(
                                () ->
                                        SseReader.follow(
                                                server, "prices", RECORDS, connected, micros)));
            }
            connected.await();
            double cpuBefore = server.process().cpuSeconds();
            long begin = System.nanoTime();
            for (int i = 0; i < RECORDS; i++) {
                LockSupport.parkNanos(
                        begin + i * 1_000_000_000L / RECORDS_PER_SECOND - System.nanoTime());
                server.produceJson(
                        "prices",
                        "{\"records\":[{\"value\":{\"t\":%d,\"p\":\"%s\"}}]}"
                                .formatted(System.nanoTime(), PADDING));
            }
            int gaps = 0;
            for (Future<Integer> reader : readers) {
                gaps += reader.get();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            double cores = (server.process().cpuSeconds() - cpuBefore) / seconds;
            return List.of(
                    new Comparison(
                            "sse-1000-readers",
                            "ms p50/p99",
                            "(no peer: p50 and p99)",
                            List.of(
                                    new Pair(
                                            new Sample(
                                                    micros.getValueAtPercentile(50) / 1000.0,
                                                    cores * seconds),
                                            new Sample(
                                                    micros.getValueAtPercentile(99) / 1000.0, 0))),
                            Double.NaN,
                            String.format(
                                    Locale.ROOT,
                                    "%d readers, %d records each, gaps %d, delay p50 %.1f ms, p99 %.1f"
                                            + " ms, max %.1f ms; server uses %.2f cores, %.0f MiB",
                                    READERS,
                                    RECORDS,
                                    gaps,
                                    micros.getValueAtPercentile(50) / 1000.0,
                                    micros.getValueAtPercentile(99) / 1000.0,
                                    micros.getMaxValue() / 1000.0,
                                    cores,
                                    server.process().memoryMebibytes())));
        }
    }
}
