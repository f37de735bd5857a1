package io.millrace.broker.http.tail;

import io.millrace.broker.partition.Cancellable;
import io.millrace.broker.partition.Partition;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader stands in one partition. Owned by the stream's thread, but for the wake-up call.
 */
final class TailPosition {
    /** No leader has confirmed it yet: the next one read from does. */
    static final int UNCONFIRMED = -2;

    private final TailTopic topic;
    private final int index;
    private final Partition partition;
    private long next;
    private int lastEpoch;
    private int confirmedBy;
    private @Nullable Cancellable waiting;
    private long refusedSince;
    private long quietUntil = System.nanoTime();
    private volatile boolean called;

    /**
     * @param lastEpoch leader epoch of the record before {@code next}
     * @param confirmedBy epoch of the leader that has confirmed the position
     */
    TailPosition(
            TailTopic topic,
            int index,
            Partition partition,
            long next,
            int lastEpoch,
            int confirmedBy) {
        this.topic = topic;
        this.index = index;
        this.partition = partition;
        this.next = next;
        this.lastEpoch = lastEpoch;
        this.confirmedBy = confirmedBy;
    }

    TailTopic topic() {
        return topic;
    }

    int index() {
        return index;
    }

    Partition partition() {
        return partition;
    }

    long next() {
        return next;
    }

    int lastEpoch() {
        return lastEpoch;
    }

    int confirmedBy() {
        return confirmedBy;
    }

    void moveTo(long offset, int epoch) {
        next = offset;
        lastEpoch = epoch;
    }

    void confirmBy(int leaderEpoch) {
        confirmedBy = leaderEpoch;
    }

    /** Records that are there and not delivered. */
    long lag() {
        return Math.max(0, partition.offsets().highWatermark() - next);
    }

    /** Whether a read may bring something: records, or news of the partition's fate. */
    boolean isWorthReading(long nanos) {
        return nanos - quietUntil >= 0 && (called || refusedSince != 0 || lag() > 0);
    }

    /**
     * The time of {@link System#nanoTime} before which reading makes no sense, if it lies ahead.
     */
    long quietUntil() {
        return quietUntil;
    }

    /** Not to be read again before a while has passed. */
    void beQuiet(long untilNanos) {
        quietUntil = untilNanos;
    }

    /** Remembers since when the partition refuses; returns for how long (nanoseconds). */
    long refusedFor(long nanos) {
        if (refusedSince == 0) {
            refusedSince = nanos;
        }
        return nanos - refusedSince;
    }

    void answered() {
        refusedSince = 0;
    }

    /** Before a read: a call that has come is answered by it, and a new one may be asked for. */
    void takeCall() {
        if (called) {
            called = false;
            waiting = null;
        }
    }

    /** Has the reader woken when there is more, or when the partition closes or moves. */
    void callWhenReadable(Runnable wakeUp) {
        if (waiting == null) {
            waiting =
                    partition.whenReadable(
                            next,
                            () -> {
                                called = true;
                                wakeUp.run();
                            });
        }
    }

    void close() {
        if (waiting != null) {
            waiting.cancel();
            waiting = null;
        }
    }
}
