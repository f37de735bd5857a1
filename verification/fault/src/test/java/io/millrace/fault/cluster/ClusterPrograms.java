package io.millrace.fault.cluster;

import io.millrace.cluster.LocalCluster.Programs;
import io.millrace.fault.lab.Capability;
import java.nio.file.Files;
import org.junit.jupiter.api.Assumptions;

/** What a test with real processes starts; it is skipped where that can't be. */
public final class ClusterPrograms {
    private ClusterPrograms() {}

    public static Programs assumeBuilt() {
        Programs programs = Programs.ofSystemProperties();
        Assumptions.assumeTrue(
                Files.exists(programs.services().resolve("built")),
                "The cluster's programs are missing; ./dev cluster builds them");
        return programs;
    }

    /** To be started on the machines of a lab. */
    public static Programs assumeBuiltAndLab() {
        Capability.assume(
                Capability.ROOT, Capability.NETWORKS, Capability.VOLUMES, Capability.COMPILER);
        return assumeBuilt();
    }
}
