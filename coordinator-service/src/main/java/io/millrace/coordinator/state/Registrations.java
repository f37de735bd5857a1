package io.millrace.coordinator.state;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.replication.controller.Elections.CopyReport;
import io.millrace.replication.controller.PartitionRegistration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** What becomes of a broker that registers, and of the partitions it has a copy of. Pure. */
public final class Registrations {

    private Registrations() {}

    /**
     * @param earlierLives whether the process that has this number was heard lately
     * @param leaving brokers that want to stop
     * @param copies what others have said
     */
    public static Decision register(
            ControlState state,
            BrokerRegistration request,
            boolean earlierLives,
            Set<Integer> leaving,
            Copies copies) {
        Optional<Decision> objection = objection(state, request, earlierLives);
        if (objection.isPresent()) {
            return objection.get();
        }
        BrokerState broker = registered(state, request);
        SortedMap<Integer, Long> live = state.live();
        live.put(broker.id().value(), broker.epoch());
        Electorate electorate = new Electorate(live, leaving);
        BrokerCopies own = found(state, request);
        List<Change> changes = new ArrayList<>();
        changes.add(new Change.BrokerPut(broker));
        state.topics()
                .places()
                .filter(place -> place.now().replicas().contains(broker.id().value()))
                .forEach(
                        place -> {
                            PartitionRegistration next =
                                    state.safeMode()
                                            ? stopped(place, own)
                                            : settled(place, own, electorate, copies);
                            if (!next.equals(place.now())) {
                                changes.add(place.to(next));
                            }
                        });
        return new Decision.Accepted(changes);
    }

    /** What the broker's copies hold, under the epoch that its registration gets now. */
    public static BrokerCopies found(ControlState state, BrokerRegistration request) {
        return BrokerCopies.of(state, request, epoch(state, request));
    }

    /**
     * Above all that the broker has had: also when the database has lost those registrations, since
     * leaders give nothing to a follower whose epoch goes back.
     */
    public static long epoch(ControlState state, BrokerRegistration request) {
        long known = state.broker(request.broker()).map(BrokerState::epoch).orElse(-1L);
        return Math.max(known, Math.max(state.version(), request.versionSeen())) + 1;
    }

    /** The in-sync copies that the broker has lost, in words for the log. */
    public static Map<PartitionId, String> unfit(ControlState state, BrokerRegistration request) {
        BrokerCopies found = found(state, request);
        Map<PartitionId, String> flags = new HashMap<>();
        request.replicas().forEach(r -> flags.put(r.partition(), r.flag().name()));
        Map<PartitionId, String> unfit = new HashMap<>();
        state.topics()
                .places()
                .filter(place -> place.now().isr().containsKey(request.broker().value()))
                .filter(place -> !found.isWhole(place.id()))
                .forEach(
                        place ->
                                unfit.put(
                                        place.id(),
                                        Objects.requireNonNullElse(
                                                flags.get(place.id()), "MISSING")));
        return unfit;
    }

    private static Optional<Decision> objection(
            ControlState state, BrokerRegistration request, boolean earlierLives) {
        if (request.clusterId().isPresent()
                && !request.clusterId().get().equals(state.clusterId())) {
            return Optional.of(
                    Decision.refuse(
                            ErrorCode.INVALID_REQUEST,
                            "The broker's data belong to cluster "
                                    + request.clusterId().get()
                                    + ", this is "
                                    + state.clusterId()));
        }
        boolean another =
                state.broker(request.broker())
                        .filter(known -> !known.fenced())
                        .filter(known -> !known.incarnation().equals(request.incarnation()))
                        .isPresent();
        return another && earlierLives
                ? Optional.of(
                        Decision.refuse(
                                ErrorCode.BROKER_ID_IN_USE,
                                "Another process is broker " + request.broker() + " and lives"))
                : Optional.empty();
    }

    private static BrokerState registered(ControlState state, BrokerRegistration request) {
        return new BrokerState(
                request.broker(),
                epoch(state, request),
                request.incarnation(),
                request.httpUrl(),
                request.internalUrl(),
                request.rack(),
                false,
                state.broker(request.broker()).map(BrokerState::drained).orElse(false));
    }

    /** Nothing may be decided, but a leader never goes on in its epoch after a restart. */
    private static PartitionRegistration stopped(PartitionPlace place, BrokerCopies own) {
        return place.now().unledBy(own.broker().value()).orElse(place.now());
    }

    private static PartitionRegistration settled(
            PartitionPlace place, BrokerCopies own, Electorate electorate, Copies copies) {
        PartitionRegistration now = place.now();
        int broker = own.broker().value();
        PartitionRegistration next =
                own.isWhole(place.id())
                        ? now.without(broker, place.floor()).orElse(now)
                        : now.withoutLost(broker).orElse(now);
        boolean justLost = now.leader().isPresent();
        Map<Integer, CopyReport> reports =
                new HashMap<>(justLost ? Map.of() : copies.of(place.id()));
        own.of(place.id()).ifPresent(copy -> reports.put(broker, copy));
        boolean waited = !justLost && copies.waited(place.id());
        return electorate.elect(next, reports, waited).orElse(next);
    }
}
