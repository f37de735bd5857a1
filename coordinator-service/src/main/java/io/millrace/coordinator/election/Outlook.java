package io.millrace.coordinator.election;

import io.millrace.coordinator.database.ClusterSight;
import io.millrace.coordinator.database.ClusterSight.Peer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a coordinator makes of what it sees, by its own clock: counters that stand still, and for
 * how long. Owned by one thread; time is given to it. Who was blind for a while begins anew: it
 * can't tell who stood still.
 */
final class Outlook {

    private final Map<String, Counter> peers = new HashMap<>();
    private @Nullable ClusterSight last;
    private long renewedAt;
    private long coordinatedAt;

    Outlook(long now) {
        this.renewedAt = now;
        this.coordinatedAt = now;
    }

    private record Counter(long value, long since) {}

    void saw(ClusterSight sight, long now) {
        if (last == null || last.renewCounter() != sight.renewCounter()) {
            renewedAt = now;
        }
        if (last == null || last.generation() != sight.generation()) {
            coordinatedAt = now;
        }
        for (Peer peer : sight.coordinators()) {
            Counter before = peers.get(peer.id());
            if (before == null || before.value() != peer.renewCounter()) {
                peers.put(peer.id(), new Counter(peer.renewCounter(), now));
                if (peer.coordinates()) {
                    coordinatedAt = now;
                }
            }
        }
        peers.keySet().retainAll(sight.coordinators().stream().map(Peer::id).toList());
        last = sight;
    }

    /** The database did not answer. */
    void sawNothing(long now) {
        last = null;
        peers.clear();
        coordinatedAt = now;
    }

    /** The counter of the controller, if it has stood still for so long. */
    Optional<Long> silentController(Duration atLeast, long now) {
        return last != null && now - renewedAt >= atLeast.toNanos()
                ? Optional.of(last.renewCounter())
                : Optional.empty();
    }

    /** Whether nobody, this one included, has said for so long that it has coordination. */
    boolean nobodyCoordinates(Duration atLeast, long now) {
        return last != null && now - coordinatedAt >= atLeast.toNanos();
    }

    /** Those whose counters have stood still for so long. */
    List<String> gone(Duration atLeast, long now) {
        return peers.entrySet().stream()
                .filter(peer -> now - peer.getValue().since() >= atLeast.toNanos())
                .map(Map.Entry::getKey)
                .toList();
    }
}
