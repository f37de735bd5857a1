package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.cluster.LocalCluster.Programs;
import io.millrace.fault.cluster.ClusterPrograms;
import io.millrace.fault.cluster.ClusterRun;
import io.millrace.fault.cluster.LabCluster;
import io.millrace.fault.lab.Lab;
import io.millrace.fault.nemesis.Profile;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The log workload on three brokers to which everything happens that a nemesis knows. {@code
 * -Dfault.cluster.seconds} makes it longer; {@code ./dev soak} goes on for hours. What all nodes
 * logged, history and report stay where they are if it fails.
 */
class ClusterLogTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Test
    void historyOfAClusterThatIsBrokenHasNoAnomaly(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Programs programs = ClusterPrograms.assumeBuiltAndLab();
        long seed = Long.getLong("fault.seed", System.nanoTime());
        Duration time = Duration.ofSeconds(Integer.getInteger("fault.cluster.seconds", 40));

        // Given
        try (Lab lab = Lab.open();
                LabCluster cluster = LabCluster.start(lab, directory, programs, PATIENCE)) {

            // When
            ClusterRun run = ClusterRun.of(cluster, Profile.EVERYTHING, time, seed, directory);

            // Then
            new RunReport(run.faults(), run.report()).write(directory.resolve("report.json"));
            String context =
                    "seed %d, %s: %s %s".formatted(seed, directory, run.report(), run.flaws());
            System.out.printf("%d faults, %s%n", run.faults().faults().size(), context);
            assertThat(run.isClean()).as(context).isTrue();
        }
    }
}
