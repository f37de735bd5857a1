package io.millrace.fault;

import io.millrace.cluster.LocalCluster.Programs;
import io.millrace.fault.cluster.ClusterRun;
import io.millrace.fault.cluster.LabCluster;
import io.millrace.fault.lab.Capability;
import io.millrace.fault.lab.Lab;
import io.millrace.fault.nemesis.Profile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.opentest4j.TestAbortedException;

/**
 * Runs of {@link ClusterLogTest} one after the other, each with a topic and a seed of its own, on
 * one cluster that lives as long as all of them. {@code ./dev soak} calls it.
 */
public final class Soak {
    private static final Duration RUN = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final SoakOptions options;
    private final Path directory;

    private Soak(SoakOptions options, Path directory) {
        this.options = options;
        this.directory = directory;
    }

    @SuppressWarnings("SystemExitOutsideMain") // What was found is told by the exit code.
    public static void main(String[] arguments) throws IOException {
        SoakOptions options;
        try {
            options = SoakOptions.of(arguments);
            Capability.assume(
                    Capability.ROOT, Capability.NETWORKS, Capability.VOLUMES, Capability.COMPILER);
        } catch (IllegalArgumentException | TestAbortedException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Path directory = Files.createTempDirectory("soak");
        System.out.printf("Seed %d; logs and histories in %s%n", options.seed(), directory);
        SoakReport report = new Soak(options, directory).run();
        if (options.json().isPresent()) {
            report.write(options.json().get());
        }
        System.out.println(report);
        System.exit(report.isClean() ? 0 : 1);
    }

    /**
     * Ends early when something is found: what follows would say nothing about the same cluster.
     */
    private SoakReport run() throws IOException {
        SoakReport.Builder report =
                new SoakReport.Builder(
                        System.getProperty("soak.tree", "unknown"),
                        options.profile().name(),
                        options.seed());
        long end = System.nanoTime() + options.time().toNanos();
        try (Lab lab = Lab.open();
                LabCluster cluster =
                        LabCluster.start(lab, directory, Programs.ofSystemProperties(), PATIENCE)) {
            long seed = options.seed();
            boolean goesOn = true;
            while (goesOn && System.nanoTime() < end) {
                Path place = Files.createDirectory(directory.resolve("run-" + seed));
                Duration left = Duration.ofNanos(end - System.nanoTime());
                Duration time = left.compareTo(RUN) < 0 ? left : RUN;
                ClusterRun run = run(cluster, options.profile(), time, seed, place);
                report.add(run, cluster.nodes());
                goesOn = run.isClean();
                seed++;
            }
            report.endedByThemselves(cluster.endedByThemselves());
        }
        return report.build();
    }

    private static ClusterRun run(
            LabCluster cluster, Profile profile, Duration time, long seed, Path place)
            throws IOException {
        ClusterRun run = ClusterRun.of(cluster, profile, time, seed, place);
        new RunReport(run.faults(), run.report()).write(place.resolve("report.json"));
        System.out.printf(
                "seed %d: %d faults, %s%s%n",
                seed, run.faults().faults().size(), run.report(), run.isClean() ? "" : run.flaws());
        if (run.isClean()) {
            Files.delete(place.resolve("history"));
        }
        return run;
    }
}
