package io.millrace.broker.partition;

import io.millrace.protocol.PartitionId;
import io.millrace.replication.FollowerFetch;
import io.millrace.replication.IsrProposal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One replica on this broker, as those see it who carry records between brokers. Any thread. */
public interface Replica {

    PartitionId id();

    // ---- while it leads

    /**
     * Takes a follower's fetch in (replication.md 5.2, R3). Fetches of one thread are taken in
     * their order.
     *
     * @return never fails; refused if this broker does not lead
     */
    CompletableFuture<FollowerJudged> fetched(FollowerFetch fetch);

    /**
     * Whole batches of the log, committed or not, for a follower whose fetch is to be served. File
     * I/O.
     *
     * @return empty if this broker does not lead in that epoch
     * @throws io.millrace.log.LogException if they are no longer there, or damaged
     */
    Optional<LeaderAnswer.Records> readForFollower(
            int follower, int leaderEpoch, long offset, int maxBytes);

    /** How long a follower that is not in sync is to wait for its next records, in ms. */
    long copyWaitMs(int follower);

    /** The controller has not accepted what the leader asked for. */
    void refused(IsrProposal proposal);

    // ---- while it follows

    /**
     * Does what the leader has answered to the newest fetch.
     *
     * @return done when it is done; nothing is if the answer is of another reign. Fails if it can't
     *     be done now: the same may be asked again later
     */
    CompletableFuture<Void> answered(LeaderAnswer answer);
}
