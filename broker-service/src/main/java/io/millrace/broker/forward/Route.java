package io.millrace.broker.forward;

import io.millrace.broker.partition.Partition;
import io.millrace.protocol.Problem;

/** Where calls to a partition go. */
sealed interface Route {

    /**
     * To the replica on this broker.
     *
     * @param led whether this broker is to lead it; else nobody leads, and the replica says so in
     *     its own words
     */
    record Here(Partition hosted, boolean led) implements Route {}

    /** To the broker that leads. */
    record There(RemoteLeader leader) implements Route {}

    /**
     * To nobody.
     *
     * @param leaderEpoch the last in which somebody led; −1 if nobody ever did
     */
    record Nowhere(Problem why, int leaderEpoch) implements Route {}
}
