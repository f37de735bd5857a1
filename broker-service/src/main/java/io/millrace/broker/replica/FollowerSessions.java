package io.millrace.broker.replica;

import io.millrace.broker.partition.Replica;
import io.millrace.broker.partition.ReplicaEvents.Heard;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.replica.ReplicaAnswers;
import io.millrace.protocol.replica.ReplicaFetch;
import io.millrace.protocol.replica.ReplicaUpdate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What this broker gives to those that follow it: one session for each of them. Any thread; {@link
 * #fetch} blocks, and so is for virtual threads.
 */
public final class FollowerSessions implements LeaderPeer {
    private final Function<PartitionId, Optional<Replica>> replicas;
    private final LongSupplier monotonicMs;
    private final Map<Integer, FollowerSession> sessions = new ConcurrentHashMap<>();
    private volatile boolean ended;

    FollowerSessions(Function<PartitionId, Optional<Replica>> replicas, LongSupplier monotonicMs) {
        this.replicas = replicas;
        this.monotonicMs = monotonicMs;
    }

    @Override
    public ReplicaAnswers fetch(ReplicaFetch fetch) {
        FollowerSession session = sessionOf(fetch.update());
        if (session == null) {
            return ReplicaAnswers.SESSION_LOST;
        }
        session.update(fetch.update());
        try {
            return new ReplicaAnswers(false, session.fetch(fetch.maxBytes(), fetch.patience()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new ReplicaAnswers(false, List.of());
        }
    }

    @Override
    public boolean update(ReplicaUpdate update) {
        FollowerSession session = sessionOf(update);
        if (session != null) {
            session.update(update);
        }
        return session != null;
    }

    /** Only the first message of a session begins it; one of an older session changes nothing. */
    private @Nullable FollowerSession sessionOf(ReplicaUpdate update) {
        if (ended) {
            throw Problem.of(ErrorCode.BROKER_DRAINING, "Nobody is copied from here any more")
                    .asException();
        }
        FollowerSession known =
                sessions.compute(
                        update.follower().value(),
                        (follower, present) -> {
                            boolean newer = present == null || present.isOlderThan(update);
                            if (update.sequence() != 0 || !newer) {
                                return present;
                            }
                            if (present != null) {
                                present.end();
                            }
                            return new FollowerSession(update, replicas, monotonicMs);
                        });
        return known != null && known.is(update) ? known : null;
    }

    void grown(PartitionId partition) {
        sessions.values().forEach(session -> session.grown(partition));
    }

    List<Heard> heard(PartitionId partition) {
        return sessions.values().stream()
                .flatMap(session -> session.heard(partition).stream())
                .toList();
    }

    void committed(PartitionId partition) {
        sessions.values().forEach(session -> session.committed(partition));
    }

    /** Nobody waits any longer, and whoever comes later is to try again later. */
    void end() {
        ended = true;
        sessions.values().forEach(FollowerSession::end);
    }
}
