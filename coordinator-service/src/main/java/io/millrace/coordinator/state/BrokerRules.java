package io.millrace.coordinator.state;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.ReplicaFlag;
import io.millrace.protocol.control.ReplicaReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a broker that registers, and of the partitions it has a copy of. Pure. */
public final class BrokerRules {

    private BrokerRules() {}

    /**
     * Decides on a registration: a new broker epoch; every partition whose only ISR member this is
     * gets it as leader again in a new epoch, unless its replica is damaged, short or gone.
     *
     * <p>A broker that has seen newer metadata than there is proves that the database has lost
     * commits: safe mode, and nobody is elected.
     */
    public static Decision register(ControlState state, BrokerRegistration request) {
        Optional<Decision> stranger =
                request.clusterId()
                        .filter(cluster -> !cluster.equals(state.clusterId()))
                        .map(
                                cluster ->
                                        Decision.refuse(
                                                ErrorCode.INVALID_REQUEST,
                                                "The broker's data belong to cluster "
                                                        + cluster
                                                        + ", this is "
                                                        + state.clusterId()));
        if (stranger.isPresent()) {
            return stranger.get();
        }
        long brokerEpoch = state.version() + 1;
        List<Change> changes = new ArrayList<>();
        boolean regressed = request.versionSeen() > state.version();
        if (regressed && !state.safeMode()) {
            changes.add(
                    new Change.SafeModeEntered(
                            "broker "
                                    + request.broker()
                                    + " has seen version "
                                    + request.versionSeen()
                                    + ", the database is at "
                                    + state.version()));
        }
        BrokerState before = state.brokers().get(request.broker().value());
        changes.add(
                new Change.BrokerPut(
                        new BrokerState(
                                request.broker(),
                                brokerEpoch,
                                request.incarnation(),
                                request.httpUrl(),
                                before == null ? Optional.empty() : before.rack(),
                                false)));
        boolean mayElect = !regressed && !state.safeMode();
        boolean freshDisk = request.clusterId().isEmpty();
        for (Replica replica : replicasOf(state, request)) {
            boolean whole = replica.isWhole(request.versionSeen(), freshDisk);
            Optional<PartitionState> next =
                    mayElect && whole && replica.partition().isr().size() == 1
                            ? Optional.of(replica.partition().ledByItsOnlyMember(brokerEpoch))
                            : Optional.of(replica.partition())
                                    .filter(partition -> partition.leader().isPresent())
                                    .filter(replica::isLeader)
                                    .map(PartitionState::offline);
            next.ifPresent(
                    partition ->
                            changes.add(
                                    new Change.PartitionChanged(
                                            replica.topic().name(),
                                            replica.topic().id(),
                                            partition)));
        }
        return new Decision.Accepted(changes);
    }

    /** The replicas that this registration gives reason to shout about, in words for the log. */
    public static Map<PartitionId, String> unfit(ControlState state, BrokerRegistration request) {
        Map<PartitionId, String> unfit = new HashMap<>();
        boolean freshDisk = request.clusterId().isEmpty();
        for (Replica replica : replicasOf(state, request)) {
            if (!replica.isWhole(request.versionSeen(), freshDisk)) {
                unfit.put(
                        replica.id(), replica.report().map(r -> r.flag().name()).orElse("MISSING"));
            }
        }
        return unfit;
    }

    private static List<Replica> replicasOf(ControlState state, BrokerRegistration request) {
        Map<PartitionId, ReplicaReport> reports = new HashMap<>();
        request.replicas().forEach(report -> reports.put(report.partition(), report));
        List<Replica> replicas = new ArrayList<>();
        int broker = request.broker().value();
        for (TopicState topic : state.topics().values()) {
            for (PartitionState partition : topic.partitions()) {
                if (partition.replicas().contains(broker)) {
                    PartitionId id = new PartitionId(topic.id(), partition.partition());
                    replicas.add(
                            new Replica(
                                    broker,
                                    topic,
                                    partition,
                                    Optional.ofNullable(reports.get(id))));
                }
            }
        }
        return replicas;
    }

    private record Replica(
            int broker,
            TopicState topic,
            PartitionState partition,
            Optional<ReplicaReport> report) {

        PartitionId id() {
            return new PartitionId(topic.id(), partition.partition());
        }

        boolean isLeader(PartitionState state) {
            return state.leader().orElse(-1) == broker;
        }

        /**
         * A replica that the broker does not report is whole only if the broker can't have had it
         * yet: it came after the newest metadata that the broker acted on. A disk that belongs to
         * no cluster yet proves nothing: it may have replaced the one that had the log.
         */
        boolean isWhole(long versionSeen, boolean freshDisk) {
            return report.map(r -> r.flag() == ReplicaFlag.OK)
                    .orElse(!freshDisk && partition.createdVersion() > versionSeen);
        }
    }
}
