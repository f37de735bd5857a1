package io.millrace.broker.replica;

import io.millrace.broker.control.Controller;
import io.millrace.broker.partition.Replica;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.control.IsrAnswers;
import io.millrace.protocol.control.IsrRequest;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.ResignRequests;
import io.millrace.protocol.control.Resignation;
import io.millrace.replication.IsrProposal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes to the controller what leaders ask of it: for each partition only the newest, many
 * together, one call at a time. What fails is not tried again here: the leader asks again with its
 * next tick. Any thread may ask; owns one virtual thread.
 */
final class ControllerRequests implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerRequests.class);

    private final Controller controller;
    private final BrokerId self;
    private final LongSupplier brokerEpoch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition asked = lock.newCondition();
    private final Map<PartitionId, Wish> wishes = new LinkedHashMap<>();
    private final Map<PartitionId, LostReplica> lost = new LinkedHashMap<>();
    private final Map<PartitionId, Resignation> resigned = new LinkedHashMap<>();
    private boolean closed;

    private record Wish(Replica replica, IsrProposal proposal) {}

    ControllerRequests(Controller controller, BrokerId self, LongSupplier brokerEpoch) {
        this.controller = controller;
        this.self = self;
        this.brokerEpoch = brokerEpoch;
        Thread.ofVirtual().name("controller-requests").start(this::run);
    }

    void propose(Replica replica, IsrProposal proposal) {
        lock.lock();
        try {
            wishes.put(replica.id(), new Wish(replica, proposal));
            asked.signal();
        } finally {
            lock.unlock();
        }
    }

    void denounce(LostReplica replica) {
        lock.lock();
        try {
            lost.put(replica.partition(), replica);
            asked.signal();
        } finally {
            lock.unlock();
        }
    }

    void resign(Resignation resignation) {
        lock.lock();
        try {
            resigned.put(resignation.partition(), resignation);
            asked.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitSomething()) {
            try {
                take(lost).forEach(controller::denounce);
                inBatches(take(resigned), ResignRequests.REQUESTS_MAX, this::resign);
                inBatches(take(wishes), IsrRequests.REQUESTS_MAX, this::propose);
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("brokerId", self)
                        .addKeyValue("error", e.toString())
                        .log("The controller could not be asked; leaders ask again");
            }
        }
    }

    private boolean awaitSomething() {
        lock.lock();
        try {
            while (!closed && wishes.isEmpty() && lost.isEmpty() && resigned.isEmpty()) {
                asked.awaitUninterruptibly();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private <T> List<T> take(Map<PartitionId, T> waiting) {
        lock.lock();
        try {
            List<T> all = new ArrayList<>(waiting.values());
            waiting.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    private static <T> void inBatches(List<T> all, int max, Consumer<List<T>> ask) {
        for (int from = 0; from < all.size(); from += max) {
            ask.accept(all.subList(from, Math.min(all.size(), from + max)));
        }
    }

    private void resign(List<Resignation> some) {
        controller.resign(new ResignRequests(self, brokerEpoch.getAsLong(), some));
    }

    private void propose(List<Wish> some) {
        IsrAnswers answers =
                controller.proposeIsr(
                        new IsrRequests(
                                self,
                                brokerEpoch.getAsLong(),
                                some.stream().map(ControllerRequests::request).toList()));
        for (Wish wish : some) {
            if (answers.refused().contains(wish.replica().id())) {
                wish.replica().refused(wish.proposal());
            }
        }
    }

    private static IsrRequest request(Wish wish) {
        return new IsrRequest(
                wish.replica().id(),
                wish.proposal().leaderEpoch(),
                wish.proposal().partitionEpoch(),
                wish.proposal().members());
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            asked.signal();
        } finally {
            lock.unlock();
        }
    }
}
