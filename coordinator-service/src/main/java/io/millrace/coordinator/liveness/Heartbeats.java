package io.millrace.coordinator.liveness;

import io.millrace.protocol.BrokerId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When each broker was last heard by one controller in one reign. Any thread may tell that it has
 * heard one; only the controller's loop looks. Time is monotonic.
 */
public final class Heartbeats {

    private final Duration deadline;
    private final LongSupplier nanoTime;
    private final Map<Integer, Heard> heard = new ConcurrentHashMap<>();
    private volatile long freshSince;
    private long lookedAt;

    /** Everybody gets a whole deadline from now on. */
    public Heartbeats(Duration deadline, LongSupplier nanoTime) {
        this.deadline = deadline;
        this.nanoTime = nanoTime;
        this.freshSince = nanoTime.getAsLong();
        this.lookedAt = freshSince;
    }

    private enum Sign {
        LIVES,
        /** Lives, and wants to stop. */
        LEAVES,
        /** A process of this broker asks for a new registration. */
        REGISTERS,
        /** Its process is known to have ended. */
        GONE
    }

    private record Heard(long epoch, long atNanos, Sign sign) {

        boolean isOfLife() {
            return sign == Sign.LIVES || sign == Sign.LEAVES;
        }
    }

    /**
     * What a look at all brokers shows.
     *
     * @param overdue who was silent for longer than the deadline, or has ended
     * @param complete whether each of the others was heard in this reign
     */
    public record Look(Set<Integer> overdue, boolean complete) {
        public Look {
            overdue = Set.copyOf(overdue);
        }
    }

    /**
     * @param leaving whether the broker wants to stop
     */
    public void heard(BrokerId broker, long epoch, boolean leaving) {
        put(broker, epoch, leaving ? Sign.LEAVES : Sign.LIVES);
    }

    /** It comes anew, which says that nothing of its earlier registration is to be waited for. */
    public void registers(BrokerId broker, long epoch) {
        if (!isAlive(broker.value(), epoch)) {
            put(broker, epoch, Sign.REGISTERS);
        }
    }

    /** Its process has ended: there is nothing to wait for. */
    public void gone(BrokerId broker, long epoch) {
        put(broker, epoch, Sign.GONE);
    }

    /** Whether the broker was heard, in this registration and within the deadline. */
    public boolean isAlive(int broker, long epoch) {
        Heard last = inEpoch(broker, epoch);
        return last != null
                && last.isOfLife()
                && nanoTime.getAsLong() - last.atNanos() <= deadline.toNanos();
    }

    /** Those that want to stop. */
    public Set<Integer> leaving(Map<Integer, Long> live) {
        Set<Integer> leaving = new HashSet<>();
        live.forEach(
                (broker, epoch) -> {
                    Heard last = inEpoch(broker, epoch);
                    if (last != null && last.sign() == Sign.LEAVES) {
                        leaving.add(broker);
                    }
                });
        return leaving;
    }

    /**
     * Loop only. Who has not looked for a while, because its process or the database stood still,
     * can't tell who was silent: then everybody gets a fresh deadline.
     *
     * @param live the number of each broker that is not fenced → its registration
     */
    public Look look(Map<Integer, Long> live) {
        long now = nanoTime.getAsLong();
        if (now - lookedAt > deadline.toNanos() / 2) {
            freshSince = now;
        }
        lookedAt = now;
        Set<Integer> overdue = new HashSet<>();
        boolean complete = true;
        for (Map.Entry<Integer, Long> broker : live.entrySet()) {
            Heard last = inEpoch(broker.getKey(), broker.getValue());
            long since = last == null ? freshSince : Math.max(last.atNanos(), freshSince);
            if ((last != null && last.sign() == Sign.GONE) || now - since > deadline.toNanos()) {
                overdue.add(broker.getKey());
            } else {
                complete &= last != null;
            }
        }
        return new Look(overdue, complete);
    }

    private void put(BrokerId broker, long epoch, Sign sign) {
        heard.put(broker.value(), new Heard(epoch, nanoTime.getAsLong(), sign));
    }

    private @Nullable Heard inEpoch(int broker, long epoch) {
        Heard last = heard.get(broker);
        return last != null && last.epoch() == epoch ? last : null;
    }
}
