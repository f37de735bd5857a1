package io.millrace.coordinator.group;

/** What a programmer might get wrong with groups, and the simulation has to find. */
public enum Mistake {
    NONE,
    /** A write does not prove that its owner is the last that has claimed the shard. */
    NO_SHARD_EPOCH,
    /** A commit whose answer was lost is taken for one that was made. */
    AMBIGUOUS_IS_COMMITTED,
    /** An owner refuses a member without having looked whether it still is the owner. */
    NO_PROOF,
    /** A partition is given before whoever has it has said that it is released. */
    GRANT_EARLY,
    /** Who was told to give up and sends a heartbeat has given up. */
    HEARTBEAT_RELEASES,
    /** A commit counts whenever the member has the partition now, whatever its epoch. */
    OLD_EPOCH_COMMIT,
    /** A commit is checked when it comes in, and not again when it is written. */
    CHECK_EARLY,
    /** A commit that was overtaken by a later one of its assignment takes that back. */
    NOT_MONOTONE,
    /** Who comes back as another incarnation keeps the assignment epochs. */
    JOIN_KEEPS_ASSIGNMENT_EPOCHS,
    /** A fence does not raise the assignment epochs of what is being given up. */
    FENCE_KEPT_ONLY,
    /** Positions are moved, and nobody is fenced. */
    REWIND_WITHOUT_FENCE,
    /** A reset raises all epochs, but ends no session. */
    RESET_KEEPS_SESSIONS
}
