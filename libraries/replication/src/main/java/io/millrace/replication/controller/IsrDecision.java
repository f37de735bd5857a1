package io.millrace.replication.controller;

/** What the controller makes of a leader's proposal. */
public sealed interface IsrDecision {

    record Accepted(PartitionRegistration next) implements IsrDecision {}

    record Refused(Reason why) implements IsrDecision {}

    enum Reason {
        /** The proposer does not lead, or in another epoch: metadata that says so is on its way. */
        NOT_LEADER,
        /** Decided on an older view: a newer one is on its way. */
        STALE_PARTITION_EPOCH,
        /** A broker that is to be added has registered again, is fenced, or has no replica. */
        INELIGIBLE_REPLICA,
        /** Below {@code min.insync.replicas}, and smaller than now. */
        BELOW_FLOOR
    }
}
