package io.millrace.broker.replica;

import io.millrace.broker.partition.LeaderAnswer;
import io.millrace.broker.partition.Replica;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.replica.ReplicaAnswer;
import io.millrace.protocol.replica.ReplicaAnswers;
import io.millrace.protocol.replica.ReplicaFetch;
import io.millrace.protocol.replica.ReplicaUpdate;
import io.millrace.replication.EpochHistory.EpochEnd;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Copies from one other broker all that this broker follows there. Owns two virtual threads: one
 * fetches, and is answered when there is something; the other tells at once what has become durable
 * or is new, so that nobody waits for the first one's answer.
 */
final class ReplicaFetcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicaFetcher.class);
    private static final int BYTES_MAX = 8 << 20;
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration PAUSE_MIN = Duration.ofMillis(20);
    private static final Duration PAUSE_MAX = Duration.ofMillis(500);

    private final int leader;
    private final LeaderPeers peers;
    private final FetchList list;
    private Duration pause = PAUSE_MIN;

    ReplicaFetcher(int leader, LeaderPeers peers, FetchList list) {
        this.leader = leader;
        this.peers = peers;
        this.list = list;
        Thread.ofVirtual().name("replica-fetch-" + leader).start(this::fetchAll);
        Thread.ofVirtual().name("replica-update-" + leader).start(this::updateAll);
    }

    FetchList list() {
        return list;
    }

    private void fetchAll() {
        while (list.awaitWork()) {
            ReplicaUpdate update = list.nextFetch();
            try {
                Duration patience = update.sequence() == 0 ? Duration.ZERO : PATIENCE;
                ReplicaAnswers answers =
                        peers.of(leader).fetch(new ReplicaFetch(update, BYTES_MAX, patience));
                if (answers.sessionLost()) {
                    list.beginAnew(update.session());
                } else {
                    list.established(update.session());
                    take(answers);
                }
                pause = PAUSE_MIN;
            } catch (RuntimeException e) {
                LOG.atDebug()
                        .setCause(e)
                        .addKeyValue("leader", leader)
                        .log("Could not fetch; trying again");
                list.beginAnew(update.session());
                list.pause(pause);
                pause =
                        pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0
                                ? pause.multipliedBy(2)
                                : PAUSE_MAX;
            }
        }
    }

    /** The loops work beside each other; the next fetch tells what all of them have done. */
    private void take(ReplicaAnswers answers) {
        Map<PartitionId, CompletableFuture<Void>> taken = new HashMap<>();
        for (ReplicaAnswer answer : answers.answers()) {
            Optional<Replica> replica = list.replica(answer.partition());
            if (answer instanceof ReplicaAnswer.Refused) {
                var _ = list.later(answer.partition());
            } else if (replica.isPresent()) {
                taken.put(answer.partition(), replica.get().answered(toldBy(answer)));
            }
        }
        taken.forEach(
                (id, done) -> {
                    try {
                        done.join();
                    } catch (RuntimeException e) {
                        // A full disk stays full for longer than a log should tell it.
                        LOG.atLevel(list.later(id) ? Level.WARN : Level.DEBUG)
                                .setCause(e)
                                .addKeyValue("partition", id)
                                .addKeyValue("leader", leader)
                                .log("A follower could not take what its leader gave");
                    }
                });
    }

    private static LeaderAnswer toldBy(ReplicaAnswer answer) {
        return switch (answer) {
            case ReplicaAnswer.Records r ->
                    new LeaderAnswer.Records(
                            r.leaderEpoch(), r.batches(), r.logStart(), r.highWatermark());
            case ReplicaAnswer.Diverging d ->
                    new LeaderAnswer.Diverging(
                            d.leaderEpoch(), new EpochEnd(d.epoch(), d.endOffset()));
            case ReplicaAnswer.BelowLogStart b ->
                    new LeaderAnswer.BelowLogStart(b.leaderEpoch(), b.logStart());
            case ReplicaAnswer.Refused r ->
                    throw new IllegalArgumentException("nothing to take in " + r);
        };
    }

    private void updateAll() {
        for (var next = list.awaitUpdate(); next.isPresent(); next = list.awaitUpdate()) {
            try {
                if (!peers.of(leader).update(next.get())) {
                    list.beginAnew(next.get().session());
                }
            } catch (RuntimeException e) {
                // Whether it was heard is unknown: a new session says everything again.
                LOG.atDebug().setCause(e).addKeyValue("leader", leader).log("An update failed");
                list.beginAnew(next.get().session());
                list.pause(PAUSE_MAX);
            }
        }
    }

    @Override
    public void close() {
        list.close();
    }
}
