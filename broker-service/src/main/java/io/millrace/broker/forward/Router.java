package io.millrace.broker.forward;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.Partition;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds where calls to one partition go, by the newest metadata. Any thread. */
final class Router {
    private final PartitionId id;
    private final TopicName topic;
    private final ForwardRefusals refusals;
    private final Surroundings surroundings;
    private final Consumer<Offsets> listener;

    /** Written under the lock only; a reader with the same metadata in its hands needs none. */
    private volatile @Nullable Seen seen;

    @GuardedBy("this")
    private Optional<Partition> hosted = Optional.empty();

    /**
     * @param self this broker
     * @param metadata the newest that has been applied
     */
    record Surroundings(BrokerId self, Supplier<ClusterMetadata> metadata, Forwards forwards) {}

    private record Seen(ClusterMetadata metadata, Route route) {}

    /**
     * @param listener told whatever leaders elsewhere say of the log's beginning and end
     */
    Router(
            PartitionId id,
            ForwardRefusals refusals,
            Surroundings surroundings,
            Consumer<Offsets> listener) {
        this.id = id;
        this.topic = new TopicName(refusals.topic());
        this.refusals = refusals;
        this.surroundings = surroundings;
        this.listener = listener;
    }

    /** There is this replica on this broker from now on, or none. */
    void host(Optional<Partition> replica) {
        synchronized (this) {
            Seen last = seen;
            if (replica.equals(hosted)) {
                return;
            }
            hosted = replica;
            if (last != null && !(last.route() instanceof Route.There)) {
                Route _ = turn(last.metadata(), last.route());
            }
        }
    }

    Route route() {
        ClusterMetadata now = surroundings.metadata().get();
        Seen last = seen;
        return last != null && last.metadata().version() == now.version()
                ? last.route()
                : look(now);
    }

    private Route look(ClusterMetadata now) {
        Route before;
        Route next;
        synchronized (this) {
            Seen last = seen;
            before = last == null ? new Route.Nowhere(refusals.noLeader(), -1) : last.route();
            next =
                    last == null || last.metadata().version() < now.version()
                            ? turn(now, before)
                            : before;
        }
        leave(before, next);
        return next;
    }

    @GuardedBy("this")
    private Route turn(ClusterMetadata now, Route before) {
        Route next = decide(now, before);
        seen = new Seen(now, next);
        return next;
    }

    /**
     * Whoever waits at a leader that calls don't go to any more looks again; outside the lock,
     * since that may be anybody's code.
     */
    private static void leave(Route before, Route next) {
        if (before instanceof Route.There(RemoteLeader left) && !next.equals(before)) {
            left.close();
        }
    }

    @GuardedBy("this")
    private Route decide(ClusterMetadata now, Route before) {
        Optional<PartitionMetadata> known =
                now.topic(topic)
                        .filter(found -> found.id().equals(id.topic()))
                        .filter(found -> id.partition() < found.partitions().size())
                        .map(found -> found.partitions().get(id.partition()));
        if (known.isPresent() && known.get().leader().isPresent()) {
            BrokerId leader = new BrokerId(known.get().leader().getAsInt());
            if (!leader.equals(surroundings.self())) {
                return there(leader, known.get().leaderEpoch(), before);
            }
        }
        if (hosted.isPresent()) {
            return new Route.Here(
                    hosted.get(), known.isPresent() && known.get().leader().isPresent());
        }
        return known.map(
                        partition ->
                                new Route.Nowhere(refusals.noLeader(), partition.leaderEpoch()))
                .orElseGet(() -> new Route.Nowhere(refusals.deleted(), -1));
    }

    private Route there(BrokerId leader, int epoch, Route before) {
        return before instanceof Route.There(RemoteLeader same) && same.is(leader, epoch)
                ? before
                : new Route.There(
                        new RemoteLeader(
                                leader,
                                new LedPartition(id, epoch),
                                surroundings.forwards(),
                                refusals,
                                listener));
    }

    /** The replica here, if this broker leads the partition in that very epoch. */
    Optional<Partition> ledHere(int leaderEpoch) {
        return route() instanceof Route.Here(Partition replica, boolean led)
                        && led
                        && replica.leaderEpoch() == leaderEpoch
                ? Optional.of(replica)
                : Optional.empty();
    }

    /** The partition is gone, or the broker stops: nobody waits elsewhere any more. */
    void close() {
        if (route() instanceof Route.There(RemoteLeader leader)) {
            leader.close();
        }
    }
}
