package io.millrace.fault.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fault.checker.Checker;
import io.millrace.fault.checker.Report;
import io.millrace.fault.history.History;
import io.millrace.fault.history.HistoryWriter;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWorkloadTest {
    @Test
    void notesWhatItCouldNotDoWhereThereIsNobody(@TempDir Path directory) {
        // Given
        Path file = directory.resolve("history");
        LogSettings settings =
                new LogSettings(
                        List.of(URI.create("http://127.0.0.1:1"), URI.create("http://127.0.0.1:2")),
                        ApiKey.generate(new SecureRandom()),
                        new TopicName("events"),
                        2,
                        2,
                        2,
                        Duration.ofSeconds(2),
                        1);
        boolean complete;

        // When
        try (HistoryWriter history = HistoryWriter.create(file, System::nanoTime);
                LogWorkload workload = LogWorkload.start(settings, history)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () ->
                                    assertThat(Checker.check(History.read(file)).counts().refused())
                                            .isGreaterThan(20));
            workload.stop();
            complete = workload.readToTheEnd(Duration.ofMillis(500));
        }

        // Then
        Report report = Checker.check(History.read(file));
        assertThat(report.isClean()).as(report.toString()).isTrue();
        assertThat(complete).isFalse();
        assertThat(report.counts().acknowledged()).isZero();
        assertThat(report.counts().unknown()).isZero();
    }
}
