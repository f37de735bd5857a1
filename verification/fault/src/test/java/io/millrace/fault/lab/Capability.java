package io.millrace.fault.lab;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** What breaking things takes. A test that this machine can't do says so in one line. */
public enum Capability {
    ROOT("root", "test $(id -u) = 0"),
    NETWORKS(
            "network namespaces with bridges, veth pairs and routing rules (ip netns, nsenter)",
            """
            nsenter --version && unshare --net sh -ec '
              ip link add b0 type bridge
              ip link add v0 type veth peer name v1
              ip rule add pref 10 from 192.0.2.1 blackhole'
            """),
    VOLUMES(
            "mounts of loop devices with ext4, and of memory",
            "unshare --mount mount -t tmpfs tmpfs /mnt && losetup -f && command -v mkfs.ext4"),
    COMPILER("a C compiler (gcc)", "command -v gcc"),
    PYTHON("python3", "python3 -c 'import http.server'"),
    CURL("curl", "command -v curl");

    private final String name;
    private final boolean present;

    Capability(String name, String probe) {
        this.name = name;
        this.present = Shell.succeeds("sh", "-ec", probe);
    }

    /** Skips the test of the caller unless all of them are there. */
    public static void assume(Capability... needed) {
        String missing =
                Arrays.stream(needed)
                        .filter(capability -> !capability.present)
                        .map(capability -> capability.name)
                        .collect(Collectors.joining(", and "));
        Assumptions.assumeTrue(missing.isEmpty(), "This machine lacks " + missing);
    }
}
