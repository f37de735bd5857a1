package io.millrace.coordinator.state;

import io.millrace.protocol.control.LostReplica;
import io.millrace.protocol.control.ResignRequests;
import io.millrace.protocol.control.Resignation;
import io.millrace.replication.controller.PartitionRegistration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** Copies that are lost, and leaders that give up. What is no longer news changes nothing. Pure. */
public final class Resignations {

    private Resignations() {}

    /** A leader has found that a replica lacks what it once had. */
    public static Optional<Change> denounce(ControlState state, LostReplica lost) {
        if (!Objects.equals(state.live().get(lost.replica().value()), lost.brokerEpoch())) {
            return Optional.empty();
        }
        return state.topics()
                .find(lost.partition())
                .filter(p -> leads(p, lost.leader().value(), lost.leaderEpoch()))
                .flatMap(p -> p.now().withoutLost(lost.replica().value()).map(p::to));
    }

    /**
     * A leader gives partitions up. With a damaged copy it goes at once, and the next verified
     * member leads. Without, it goes only if another one can lead: nobody would help nobody.
     */
    public static List<Change> resign(
            ControlState state, ResignRequests requests, Electorate electorate) {
        int broker = requests.leader().value();
        if (!Objects.equals(state.live().get(broker), requests.brokerEpoch())) {
            return List.of();
        }
        return requests.resignations().stream()
                .flatMap(each -> resign(state, broker, each, electorate).stream())
                .toList();
    }

    private static Optional<Change> resign(
            ControlState state, int broker, Resignation resignation, Electorate electorate) {
        return state.topics()
                .find(resignation.partition())
                .filter(p -> leads(p, broker, resignation.leaderEpoch()))
                .flatMap(
                        p ->
                                (resignation.damaged()
                                                ? damaged(p, broker, electorate)
                                                : handedOver(p.now(), broker, electorate))
                                        .map(p::to));
    }

    /** Led by another verified member; empty if there is none. */
    static Optional<PartitionRegistration> handedOver(
            PartitionRegistration now, int from, Electorate electorate) {
        TreeSet<Integer> others = new TreeSet<>(electorate.live().keySet());
        others.remove(from);
        return electorate.only(others).verified(now);
    }

    private static Optional<PartitionRegistration> damaged(
            PartitionPlace place, int broker, Electorate electorate) {
        return place.now().withoutLost(broker).map(lost -> electorate.verified(lost).orElse(lost));
    }

    private static boolean leads(PartitionPlace place, int broker, int leaderEpoch) {
        return place.now().isLedBy(broker) && place.now().leaderEpoch() == leaderEpoch;
    }
}
