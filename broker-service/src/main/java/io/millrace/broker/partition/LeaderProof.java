package io.millrace.broker.partition;

import io.millrace.replication.LeaderState;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Whether a leader still led when it was asked. A broker that was replaced does not know it at
 * once, and must not deny a record that its successor has given out.
 *
 * <p>Everyone who may lead next has to come twice: the first message may have been under way
 * already, the second one is an answer to what was sent after the question (the ReadIndex of Raft,
 * Ongaro 2014, 6.4, with the followers' fetches as heartbeats).
 */
final class LeaderProof {
    private static final int MESSAGES = 2;
    private static final long PATIENCE_MS = 5_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final LongSupplier monotonicMs;
    private final Supplier<Optional<LeaderState>> leader;

    /**
     * @param leader tells the newest state, empty if this broker leads no more; may block
     */
    LeaderProof(LongSupplier monotonicMs, Supplier<Optional<LeaderState>> leader) {
        this.monotonicMs = monotonicMs;
        this.leader = leader;
    }

    /** Blocks for as long as followers may be silent who have nothing to tell; virtual threads. */
    boolean stillLeads(int leaderEpoch) {
        long end = monotonicMs.getAsLong() + PATIENCE_MS;
        for (int message = 0; message < MESSAGES; message++) {
            long since = monotonicMs.getAsLong();
            while (true) {
                Optional<LeaderState> now =
                        leader.get().filter(state -> state.leaderEpoch() == leaderEpoch);
                if (now.isEmpty() || monotonicMs.getAsLong() > end) {
                    return false;
                }
                if (now.get().heardAllSince(since)) {
                    break;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return true;
    }
}
