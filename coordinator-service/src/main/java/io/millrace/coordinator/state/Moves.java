package io.millrace.coordinator.state;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.MovePartition;
import io.millrace.replication.controller.PartitionRegistration;
import io.millrace.replication.controller.Reassignments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Moves partitions to other brokers (replication.md 5.5). Pure.
 *
 * @param perBrokerMax how many moving partitions one broker takes part in
 */
public record Moves(int perBrokerMax) {

    public Moves {
        if (perBrokerMax < 1) {
            throw new IllegalArgumentException("movesPerBrokerMax must be positive");
        }
    }

    /** The new replicas join. */
    public Decision begin(ControlState state, MovePartition request) {
        if (state.safeMode()) {
            return SafeMode.refusal();
        }
        Optional<PartitionPlace> found = state.topics().find(request.partition());
        if (found.isEmpty()) {
            return notFound(request.partition());
        }
        PartitionPlace place = found.get();
        if (Reassignments.isMoving(place.now())) {
            return refuse(
                    ErrorCode.REASSIGNMENT_IN_PROGRESS,
                    place,
                    "The partition moves already: wait for the end, or cancel it first");
        }
        List<Integer> target = request.replicas().stream().map(BrokerId::value).toList();
        Optional<Decision> objection = objection(state, place, target);
        if (objection.isPresent()) {
            return objection.get();
        }
        if (target.equals(place.now().replicas())) {
            return Decision.accept();
        }
        PartitionRegistration next = Reassignments.begin(place.now(), target);
        return busy(state, next)
                .map(
                        broker ->
                                refuse(
                                        ErrorCode.REASSIGNMENT_IN_PROGRESS,
                                        place,
                                        "Broker "
                                                + broker
                                                + " takes part in "
                                                + perBrokerMax
                                                + " moves already: wait for one to end"))
                .orElseGet(() -> Decision.accept(place.to(next)));
    }

    /** Back to where the partition was. */
    public static Decision cancel(ControlState state, PartitionId partition) {
        if (state.safeMode()) {
            return SafeMode.refusal();
        }
        Optional<PartitionPlace> found = state.topics().find(partition);
        if (found.isEmpty()) {
            return notFound(partition);
        }
        PartitionPlace place = found.get();
        return Reassignments.cancel(place.now())
                .map(next -> Decision.accept(place.to(next)))
                .orElseGet(
                        () ->
                                refuse(
                                        ErrorCode.NO_REASSIGNMENT_IN_PROGRESS,
                                        place,
                                        "The partition does not move"));
    }

    /**
     * Ends the moves whose new replicas are all in sync.
     *
     * @param max of partitions in one transaction
     */
    public static List<Change> settle(ControlState state, Electorate electorate, int max) {
        Map<Integer, Long> staying = electorate.staying();
        Map<Integer, Long> live = electorate.live();
        return state.topics()
                .places()
                .filter(place -> Reassignments.isMoving(place.now()))
                .flatMap(
                        place ->
                                Reassignments.settle(place.now(), staying, place.floor())
                                        .or(
                                                () ->
                                                        Reassignments.settle(
                                                                place.now(), live, place.floor()))
                                        .stream()
                                        .<Change>map(place::to))
                .limit(max)
                .toList();
    }

    private static Optional<Decision> objection(
            ControlState state, PartitionPlace place, List<Integer> target) {
        if (target.isEmpty() || new HashSet<>(target).size() != target.size()) {
            return Optional.of(
                    refuse(
                            ErrorCode.INVALID_REPLICATION_FACTOR,
                            place,
                            "A partition needs at least one replica, and no broker twice"));
        }
        int floor = place.floor(target.size());
        if (target.size() < floor) {
            return Optional.of(
                    refuse(
                            ErrorCode.INVALID_REPLICATION_FACTOR,
                            place,
                            "min.insync.replicas is "
                                    + floor
                                    + ": with fewer replicas nothing could be written"));
        }
        List<Integer> absent = new ArrayList<>(target);
        absent.removeAll(place.now().replicas());
        absent.removeAll(state.live().keySet());
        return absent.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        refuse(
                                ErrorCode.INVALID_REQUEST,
                                place,
                                "No such broker is there to take a copy: " + absent));
    }

    private Optional<Integer> busy(ControlState state, PartitionRegistration next) {
        Map<Integer, Integer> moves = new HashMap<>();
        state.topics()
                .places()
                .filter(place -> Reassignments.isMoving(place.now()))
                .flatMap(place -> takingPart(place.now()).stream())
                .forEach(broker -> moves.merge(broker, 1, Integer::sum));
        return takingPart(next).stream()
                .filter(broker -> moves.getOrDefault(broker, 0) >= perBrokerMax)
                .findFirst();
    }

    private static Set<Integer> takingPart(PartitionRegistration moving) {
        Set<Integer> brokers = new HashSet<>(moving.adding());
        brokers.addAll(moving.removing());
        return brokers;
    }

    static Decision notFound(PartitionId partition) {
        return Decision.refuse(ErrorCode.PARTITION_NOT_FOUND, "There is no partition " + partition);
    }

    static Decision refuse(ErrorCode code, PartitionPlace place, String detail) {
        return new Decision.Refused(
                Problem.of(code, detail)
                        .with("topic", place.topic().name().value())
                        .with("partition", place.state().partition()));
    }
}
