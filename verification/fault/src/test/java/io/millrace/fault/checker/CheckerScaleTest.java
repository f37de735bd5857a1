package io.millrace.fault.checker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fault.history.History;
import io.millrace.fault.history.HistoryWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dfault.checker.steps=6000000} makes a million operations of it, and says how long. */
class CheckerScaleTest {
    @Test
    void checksALongHistoryFromItsFile(@TempDir Path directory) {
        int steps = Integer.getInteger("fault.checker.steps", 60_000);

        // Given
        Path file = directory.resolve("history");
        AtomicLong nanos = new AtomicLong();
        try (HistoryWriter writer = HistoryWriter.create(file, nanos::incrementAndGet)) {
            SimulatedRun.run(
                    4711, 8, steps, op -> writer.append(op.process(), op.type(), op.action()));
        }

        // When
        long begin = System.nanoTime();
        long cpuBegin = cpuNanos();
        Report report = Checker.check(History.read(file));
        Duration taken = Duration.ofNanos(System.nanoTime() - begin);

        // Then
        Duration cpu = Duration.ofNanos(cpuNanos() - cpuBegin);
        System.out.printf("Checked %s in %s, %s of one core%n", report, taken, cpu);
        assertThat(report.isClean()).as(report.toString()).isTrue();
        assertThat(report.counts().acknowledged()).isPositive();
        assertThat(report.counts().refused()).isPositive();
        assertThat(report.counts().unknown()).isPositive();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
