package io.millrace.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.RecordBatch;
import io.millrace.protocol.control.ProducerGrant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The batches on their way to one partition, in order. Any thread; its own lock guards it, and is
 * never held across I/O or a callback.
 *
 * <p>When a request fails, nothing more is sent until all others of the partition are back
 * ("recovering"). Then the batches that may be in the log go again with the sequences that they
 * had, and those that surely are not get the sequences that are next: no hole, no duplicate, no
 * change of order.
 */
final class PartitionQueue {
    private final ProducerConfig config;
    private final PartitionSender sender;

    @GuardedBy("this")
    private final Deque<PendingBatch> waiting = new ArrayDeque<>();

    @GuardedBy("this")
    private final Map<Long, PendingBatch> outstanding = new TreeMap<>();

    @GuardedBy("this")
    private final List<ProduceRequest> inFlight = new ArrayList<>();

    @GuardedBy("this")
    private @Nullable PendingBatch open;

    @GuardedBy("this")
    private @Nullable ProducerGrant grant;

    @GuardedBy("this")
    private boolean opening;

    @GuardedBy("this")
    private int granted;

    @GuardedBy("this")
    private boolean sending;

    @GuardedBy("this")
    private boolean recovering;

    @GuardedBy("this")
    private boolean flushing;

    @GuardedBy("this")
    private int singly;

    @GuardedBy("this")
    private int failures;

    @GuardedBy("this")
    private long notBeforeNanos = Long.MIN_VALUE;

    @GuardedBy("this")
    private int nextSequence;

    /** The sequence behind the newest batch that is acknowledged, and that batch's order. */
    @GuardedBy("this")
    private int acknowledgedTo;

    @GuardedBy("this")
    private long acknowledgedOrder = -1;

    @GuardedBy("this")
    private int gaps;

    @GuardedBy("this")
    private long nextOrder;

    PartitionQueue(ProducerConfig config, PartitionSender sender) {
        this.config = config;
        this.sender = sender;
    }

    /** Whether the record fitted into the batch that is open. */
    synchronized boolean append(
            ProducerRecord record, int size, long timestamp, Delivery delivery) {
        PendingBatch batch = open;
        if (batch == null || !batch.hasRoomFor(size, config.batchBytes())) {
            closeOpen();
            return false;
        }
        batch.append(record, timestamp, delivery);
        return true;
    }

    /** Opens a batch with the record in it, unless another thread has just opened one with room. */
    synchronized boolean open(
            PendingBatch fresh,
            ProducerRecord record,
            int size,
            long timestamp,
            Delivery delivery) {
        if (append(record, size, timestamp, delivery)) {
            return false;
        }
        fresh.order(nextOrder++);
        fresh.append(record, timestamp, delivery);
        outstanding.put(fresh.order(), fresh);
        open = fresh;
        return true;
    }

    /** Closes what is open, whether it is full or not, and names all that is under way. */
    synchronized List<PendingBatch> flush() {
        flushing = true;
        return List.copyOf(outstanding.values());
    }

    /** Sends what is due, as long as something may be sent. */
    void pump(long nowNanos) {
        while (true) {
            ProduceRequest request;
            synchronized (this) {
                if (sending) {
                    return; // Whoever sends looks again when it is done.
                }
                request = nextRequest(nowNanos);
                if (request == null) {
                    break;
                }
                sending = true;
            }
            try {
                sender.send(request);
            } finally {
                synchronized (this) {
                    sending = false;
                }
            }
        }
        expire(nowNanos);
    }

    synchronized void granted(ProducerGrant fresh) {
        grant = fresh;
        opening = false;
        nextSequence = 0;
        acknowledgedTo = 0;
        recovering = true;
    }

    synchronized void notGranted(long nowNanos) {
        opening = false;
        granted--;
        backOff(nowNanos);
    }

    /** The batches of a request that are in the log. */
    synchronized void appended(ProduceRequest request, List<PendingBatch> batches) {
        for (PendingBatch batch : batches) {
            gaps = 0;
            if (batch.order() > acknowledgedOrder) {
                acknowledgedOrder = batch.order();
                acknowledgedTo =
                        RecordBatch.sequenceAfter(batch.baseSequence(), batch.recordCount());
            }
            outstanding.remove(batch.order());
        }
        singly = Math.max(0, singly - batches.size());
        if (batches.size() == request.batches().size()) {
            failures = 0;
        }
    }

    /** Batches that failed and may go again. */
    synchronized void again(List<PendingBatch> batches, Problem problem, long nowNanos) {
        boolean gap = problem.code() == ErrorCode.PRODUCER_SEQUENCE_GAP;
        if (gap && inFlight.size() == 1 && ++gaps > 1) {
            grant = null; // Not overtaken, but forgotten: the topic is a new one, say.
        }
        for (PendingBatch batch : batches) {
            // Only a gap proves that no earlier attempt has come through either.
            batch.outcomeUnknown(
                    gap
                            ? batch.isOutcomeUnknown() && batch.order() < acknowledgedOrder
                            : batch.isOutcomeUnknown()
                                    || problem.outcome() != Outcome.NOT_APPENDED);
            waiting.add(batch);
        }
        List<PendingBatch> sorted = new ArrayList<>(waiting);
        sorted.sort(Comparator.comparingLong(PendingBatch::order));
        waiting.clear();
        waiting.addAll(sorted);
        recovering = true;
        if (!gap) {
            backOff(nowNanos);
        }
    }

    /** A request was refused for what one of its batches holds: find out which. */
    synchronized void goSingly(int batches) {
        singly = Math.max(singly, batches);
        notBeforeNanos = Long.MIN_VALUE;
    }

    /** A batch that was refused for good: what is behind it moves up. */
    synchronized void refused(PendingBatch batch) {
        outstanding.remove(batch.order());
        recovering = true;
        singly = Math.max(0, singly - 1);
    }

    synchronized void returned(ProduceRequest request) {
        inFlight.remove(request);
    }

    private void expire(long nowNanos) {
        List<PendingBatch> expired = new ArrayList<>();
        synchronized (this) {
            PendingBatch oldest = waiting.peekFirst();
            if (oldest == null || !isOld(oldest, nowNanos)) {
                return;
            }
            boolean lost = false;
            for (PendingBatch batch : List.copyOf(waiting)) {
                // Behind a batch with an unknown end, another unknown one can't be told apart.
                if (isOld(batch, nowNanos) || (lost && batch.isOutcomeUnknown())) {
                    lost |= batch.isOutcomeUnknown();
                    waiting.remove(batch);
                    outstanding.remove(batch.order());
                    expired.add(batch);
                }
            }
            if (lost) {
                grant = null;
            }
            recovering |= !expired.isEmpty();
        }
        for (PendingBatch batch : expired) {
            sender.expired(batch);
        }
    }

    private boolean isOld(PendingBatch batch, long nowNanos) {
        return nowNanos - batch.openedNanos() > config.deliveryTimeout().toNanos();
    }

    @GuardedBy("this")
    private @Nullable ProduceRequest nextRequest(long nowNanos) {
        if (nowNanos < notBeforeNanos || (recovering && !inFlight.isEmpty())) {
            return null;
        }
        closeIfDue(nowNanos);
        if (waiting.isEmpty()) {
            flushing &= open != null;
            return null;
        }
        ProducerGrant current = grant;
        if (current == null) {
            if (!opening && inFlight.isEmpty()) {
                opening = true;
                sender.open(granted++ == 0);
            }
            return null;
        }
        if (recovering) {
            recovering = false;
            nextSequence = acknowledgedTo;
        }
        List<PendingBatch> batches = take();
        if (batches.isEmpty()) {
            return null;
        }
        for (PendingBatch batch : batches) {
            // One behind which others are acknowledged is in the log: it must keep its sequence.
            if (!batch.isOutcomeUnknown() || batch.order() > acknowledgedOrder) {
                batch.sequence(current, nextSequence);
                nextSequence = RecordBatch.sequenceAfter(nextSequence, batch.recordCount());
            }
        }
        ProduceRequest request = new ProduceRequest(batches, () -> pump(System.nanoTime()));
        inFlight.add(request);
        return request;
    }

    /** As many batches as may go now. */
    @GuardedBy("this")
    private List<PendingBatch> take() {
        long oldest = waiting.getFirst().order();
        for (ProduceRequest request : inFlight) {
            oldest = Math.min(oldest, request.batches().getFirst().order());
        }
        if (!inFlight.isEmpty() && !mayOverlap()) {
            return List.of();
        }
        // While an old batch is open, later ones must not push it out of the broker's memory.
        long last = oldest + ProducerConfig.MAX_BATCHES_IN_FLIGHT - 1;
        List<PendingBatch> batches = new ArrayList<>();
        int bytes = 0;
        while (batches.size() < batchesMax()
                && !waiting.isEmpty()
                && waiting.getFirst().order() <= last) {
            bytes += waiting.getFirst().estimatedBytes();
            if (bytes > config.requestBytes() && !batches.isEmpty()) {
                break;
            }
            batches.add(waiting.removeFirst());
        }
        return batches;
    }

    /**
     * Requests travel on connections of their own. One that overtakes another waits at the broker,
     * but not for long, so the next one goes only when the one before has left.
     */
    @GuardedBy("this")
    private boolean mayOverlap() {
        return singly == 0
                && inFlight.size() < config.requestsInFlight()
                && inFlight.getLast().isWritten();
    }

    /** Two requests share what may be unresolved, so that one travels while one is appended. */
    @GuardedBy("this")
    private int batchesMax() {
        if (singly > 0) {
            return 1;
        }
        int all = ProducerConfig.MAX_BATCHES_IN_FLIGHT;
        return config.requestsInFlight() == 1 ? all : (all + 1) / 2;
    }

    @GuardedBy("this")
    private void closeIfDue(long nowNanos) {
        PendingBatch batch = open;
        if (batch != null
                && (flushing || nowNanos - batch.openedNanos() >= config.linger().toNanos())
                && inFlight.isEmpty()) {
            closeOpen();
        }
    }

    @GuardedBy("this")
    private void closeOpen() {
        if (open != null) {
            waiting.addLast(open);
            open = null;
        }
    }

    @GuardedBy("this")
    private void backOff(long nowNanos) {
        long times = 1L << Math.min(failures, 4);
        failures++;
        notBeforeNanos = nowNanos + Math.min(20, times) * config.retryBackoff().toNanos();
    }
}
