package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.fault.checker.Anomaly;
import io.millrace.fault.checker.Checker;
import io.millrace.fault.checker.Report;
import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.History;
import io.millrace.fault.history.HistoryWriter;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;
import io.millrace.fault.nemesis.FaultKind;
import io.millrace.fault.nemesis.FaultLog;
import io.millrace.fault.nemesis.Nemesis;
import io.millrace.fault.nemesis.Profile;
import io.millrace.fault.workload.LogSettings;
import io.millrace.fault.workload.LogWorkload;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log workload on one process that is killed now and then. {@code -Dfault.log.seconds} makes it
 * as long as one likes. History and report stay where they are if it fails.
 */
class LogTest {
    private static final int PARTITIONS = 4;
    private static final int SENDERS = 4;
    private static final int POLLERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void historyOfAServerThatIsKilledHasNoAnomaly(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        long seed = Long.getLong("fault.seed", System.nanoTime());
        Duration time = Duration.ofSeconds(Integer.getInteger("fault.log.seconds", 15));

        // Given
        long start = System.nanoTime();
        LongSupplier clock = () -> System.nanoTime() - start;
        Path file = directory.resolve("history");
        try (Millrace server = Millrace.start(directory.resolve("data"), "-Xmx512m");
                HistoryWriter history = HistoryWriter.create(file, clock)) {
            server.createTopic("events", PARTITIONS);
            Nemesis nemesis = nemesis(server, seed, clock);
            FaultLog faults;
            boolean complete;

            // When
            try (LogWorkload workload = LogWorkload.start(settings(server, seed), history)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(workload.acknowledged()).isPositive());
                do {
                    faults = nemesis.run(time);
                } while (faults.faults().isEmpty());
                workload.stop();
                complete = workload.readToTheEnd(PATIENCE);
            }

            // Then
            Report report = Checker.check(History.read(file));
            new RunReport(faults, report).write(directory.resolve("report.json"));
            System.out.printf("%d kills, seed %d: %s%n", faults.faults().size(), seed, report);
            String context = "seed %d, %s: %s".formatted(seed, directory, report);
            assertThat(report.isClean()).as(context).isTrue();
            assertThat(complete).as("read to the end, " + context).isTrue();
            assertThat(Checker.check(withoutAcknowledgedValue(file)).anomalies())
                    .as("the same history, had it lost a value")
                    .containsKey(Anomaly.LOST_WRITE);
        }
    }

    private static Nemesis nemesis(Millrace server, long seed, LongSupplier clock) {
        Profile kills =
                Profile.of("kill", FaultKind.KILL_BROKER)
                        .withRounds(Duration.ofSeconds(2), Duration.ofSeconds(6));
        return new Nemesis(new OneServer(server), seed, kills, clock, Thread::sleep);
    }

    private static LogSettings settings(Millrace server, long seed) {
        return new LogSettings(
                List.of(URI.create(server.url("/"))),
                ApiKey.parse(server.adminKey()).orElseThrow(),
                new TopicName("events"),
                PARTITIONS,
                SENDERS,
                POLLERS,
                Duration.ofSeconds(60),
                seed);
    }

    /** As if nobody had read the first value that was acknowledged. */
    private static History withoutAcknowledgedValue(Path file) {
        long value = firstAcknowledged(file);
        return visitor -> History.read(file).forEach(op -> visitor.accept(without(value, op)));
    }

    private static long firstAcknowledged(Path file) {
        AtomicLong first = new AtomicLong(-1);
        History.read(file)
                .forEach(
                        op -> {
                            if (op.type() == Type.OK && op.action() instanceof Send send) {
                                first.compareAndSet(-1, send.records().value(0));
                            }
                        });
        return first.get();
    }

    private static Op without(long value, Op op) {
        if (!(op.action() instanceof Poll poll)) {
            return op;
        }
        Records.Builder left = Records.builder();
        for (int i = 0; i < poll.records().size(); i++) {
            if (poll.records().value(i) != value) {
                left.add(poll.records().offset(i), poll.records().value(i));
            }
        }
        Poll other = new Poll(poll.partition(), left.build(), poll.highWatermark());
        return new Op(op.nanos(), op.process(), op.type(), other, op.error());
    }
}
