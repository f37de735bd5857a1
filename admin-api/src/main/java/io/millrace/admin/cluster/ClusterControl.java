package io.millrace.admin.cluster;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.facts.DiskFacts;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;

/** What administration needs to know of the cluster and this process. Calls may block. */
public interface ClusterControl {

    /** What does not change while the process runs. */
    Identity identity();

    /** The parts that must work, by name, for example controller and database. */
    Map<String, Health> health();

    /**
     * The brokers' disks.
     *
     * @return without those of brokers that do not answer
     */
    Map<BrokerId, DiskFacts> disks(Collection<BrokerId> brokers);

    /**
     * @param mode standalone or cluster
     */
    record Identity(String mode, String productVersion, Instant startedAt) {}

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
