package io.millrace.coordinator.controller;

import io.millrace.coordinator.state.BrokerRemovals;
import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.Decision;
import io.millrace.coordinator.state.Drains;
import io.millrace.coordinator.state.Moves;
import io.millrace.coordinator.state.PreferredLeaders;
import io.millrace.coordinator.state.Reconciliation;
import io.millrace.coordinator.state.SafeMode;
import io.millrace.coordinator.state.TopicRules;
import io.millrace.coordinator.state.UncleanElections;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.control.ControllerStatus;
import io.millrace.protocol.control.MovePartition;
import io.millrace.protocol.control.UncleanElection;
import io.millrace.protocol.metadata.PartitionMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators ask of the controller: moves, elections, the removal of brokers, the way out of
 * safe mode. Any thread may call any method, and is blocked. Refusals are those of {@link
 * Controller}.
 */
public final class OperatorCalls {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorCalls.class);

    /** Of partitions in one transaction. */
    private static final int BATCH = 5_000;

    private final Requests requests;
    private final TopicRules topics;
    private final Moves moves;

    OperatorCalls(Requests requests, TopicRules topics, Moves moves) {
        this.requests = requests;
        this.topics = topics;
        this.moves = moves;
    }

    /**
     * What the metadata does not tell. Never blocks.
     *
     * @throws MillraceException when this process does not lead
     */
    public ControllerStatus status() {
        Reign reign = requests.reign();
        return new ControllerStatus(
                reign.state().safeMode(),
                ids(reign.electorate().leaving()),
                ids(reign.state().drained()),
                topics.defaultPartitions(),
                topics.defaultReplicationFactor());
    }

    /**
     * Begins to move a partition; it ends by itself when all new replicas are in sync.
     *
     * @param dryRun decides and answers what would be, and changes nothing
     */
    public PartitionMetadata move(MovePartition request, boolean dryRun) {
        return requests.change(
                reign ->
                        partition(
                                reign.change(moves.begin(reign.state(), request), dryRun),
                                request.partition()));
    }

    /** Sends a partition that moves back to where it was. */
    public PartitionMetadata cancelMove(PartitionId partition, boolean dryRun) {
        return requests.change(
                reign ->
                        partition(
                                reign.change(Moves.cancel(reign.state(), partition), dryRun),
                                partition));
    }

    /**
     * Gives leadership back to preferred leaders that are verified.
     *
     * @param topic all of them if empty
     * @return how many partitions have another leader now, at most 5,000 at a time
     */
    public int preferLeaders(Optional<TopicId> topic, boolean dryRun) {
        return requests.change(
                reign -> {
                    if (reign.state().safeMode()) {
                        throw SafeMode.problem().asException();
                    }
                    List<Change> changes =
                            PreferredLeaders.moves(
                                    reign.state(),
                                    reign.electorate(),
                                    each -> topic.map(each.id()::equals).orElse(true),
                                    BATCH);
                    reign.change(new Decision.Accepted(changes), dryRun);
                    return changes.size();
                });
    }

    /**
     * Gives a partition a leader at the price of acknowledged records.
     *
     * @throws MillraceException with {@code election_not_needed} as long as somebody leads, or
     *     could come back and lead without loss
     */
    public PartitionMetadata electUncleanly(UncleanElection request, boolean dryRun) {
        return requests.change(
                reign -> {
                    reign.recovery().look(reign.state());
                    ControlState after =
                            reign.change(
                                    UncleanElections.elect(
                                            reign.state(),
                                            request,
                                            reign.electorate(),
                                            reign.recovery()),
                                    dryRun);
                    PartitionMetadata elected = partition(after, request.partition());
                    if (!dryRun) {
                        LOG.atWarn()
                                .setMessage("an operator has given records up for a leader")
                                .addKeyValue("partition", request.partition())
                                .addKeyValue("leaderEpoch", elected.leaderEpoch())
                                .log();
                    }
                    return elected;
                });
    }

    /**
     * Returns the version that is published, when each broker that lives has applied it, so that
     * whoever asked for a change finds it at any of them; or after {@code patience}.
     */
    public long awaitApplied(Duration patience) {
        Reign reign = requests.reign();
        ControlState state = reign.state();
        reign.feed().awaitApplied(state.live().keySet(), state.version(), patience);
        return state.version();
    }

    /**
     * From now on a broker leads only what nobody else could lead, or it may lead again; what it
     * leads moves with the controller's next look.
     */
    public void drain(BrokerId broker, boolean drained, boolean dryRun) {
        requests.change(reign -> reign.change(Drains.set(reign.state(), broker, drained), dryRun));
    }

    /** Takes out a broker that is fenced and has no replicas. */
    public void removeBroker(BrokerId broker, boolean dryRun) {
        requests.change(
                reign -> reign.change(BrokerRemovals.remove(reign.state(), broker), dryRun));
    }

    /**
     * Ends safe mode. Call it when all brokers that will ever come back are connected, and none of
     * their disks is missing: what they have seen and hold decides what counts. The metadata's
     * version and all epochs rise above everything that was seen; no leader and no ISR of the old
     * database counts any more, and each partition goes to the longest whole copy. Topics, settings
     * and keys that only the lost commits had are gone; named producers get new ids.
     *
     * @return the version from which on everything is settled
     */
    public long reconcile() {
        return requests.change(
                reign -> {
                    ControlState state = reign.state();
                    if (!state.safeMode()) {
                        throw Problem.of(
                                        ErrorCode.INVALID_REQUEST,
                                        "There is nothing to reconcile: this is no safe mode")
                                .asException();
                    }
                    long version = Math.max(state.version(), reign.seen().version()) + 1;
                    reign.commit(
                            Reconciliation.changes(state, version, reign.recovery().lastEpochs()),
                            version);
                    LOG.atWarn()
                            .setMessage("an operator has ended safe mode")
                            .addKeyValue("version", version)
                            .log();
                    return version;
                });
    }

    private static Set<BrokerId> ids(Set<Integer> brokers) {
        return brokers.stream().map(BrokerId::new).collect(Collectors.toSet());
    }

    private static PartitionMetadata partition(ControlState state, PartitionId id) {
        return state.topics()
                .find(id)
                .map(place -> place.topic().metadata().partitions().get(id.partition()))
                .orElseThrow(() -> new IllegalStateException("no partition " + id));
    }
}
