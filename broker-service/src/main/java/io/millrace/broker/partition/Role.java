package io.millrace.broker.partition;

import io.millrace.protocol.ErrorCode;
import io.millrace.replication.LeaderState;

/** What this broker is to a partition, as the loop has published it. */
sealed interface Role {

    /** It leads, and decides by this state. */
    record Leading(LeaderState state) implements Role {}

    /**
     * It neither takes nor gives records.
     *
     * @param code what clients are told: no leader, draining, or a failed log
     */
    record Resting(ErrorCode code, String detail) implements Role {
        static final Resting NO_LEADER =
                new Resting(ErrorCode.LEADER_NOT_AVAILABLE, "it has no leader here");
        static final Resting CUT_OFF =
                new Resting(
                        ErrorCode.LEADER_NOT_AVAILABLE,
                        "its leader has heard neither a replica nor the controller for a while, and"
                                + " may have been replaced");
        static final Resting CLOSING =
                new Resting(ErrorCode.BROKER_DRAINING, "the broker is shutting down");
        static final Resting DELETED =
                new Resting(ErrorCode.TOPIC_DELETED, "the topic was deleted");

        /** Another broker leads it. */
        static Resting following(int leader) {
            return new Resting(ErrorCode.NOT_LEADER, "broker " + leader + " leads it");
        }
    }
}
