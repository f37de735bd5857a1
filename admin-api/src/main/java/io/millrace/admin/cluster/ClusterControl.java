package io.millrace.admin.cluster;

import io.millrace.protocol.BrokerId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What administration needs to know of the cluster and this process. Calls may block. */
public interface ClusterControl {

    /** What does not change while the process runs. */
    Identity identity();

    /** The parts that must work, by name: broker, controller, database, disk. */
    Map<String, Health> health();

    /** A broker's disk; empty when it can't be asked. */
    Optional<DiskFacts> disk(BrokerId broker);

    /**
     * @param mode standalone or cluster
     */
    record Identity(
            String mode,
            String productVersion,
            Instant startedAt,
            int defaultPartitions,
            int defaultReplicationFactor) {}

    /** Bytes of all logs, and of the volume that they are on. */
    record DiskFacts(long sizeBytes, long freeBytes, long totalBytes) {}

    /**
     * @param detail empty when there is nothing to say
     */
    record Health(State state, String detail) {

        public static Health up() {
            return new Health(State.UP, "");
        }

        public static Health down(String detail) {
            return new Health(State.DOWN, detail);
        }
    }

    /** In order of gravity. */
    enum State {
        UP,
        DEGRADED,
        DOWN
    }
}
