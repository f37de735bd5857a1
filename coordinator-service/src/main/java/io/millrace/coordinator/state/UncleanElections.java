package io.millrace.coordinator.state;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.control.UncleanElection;
import io.millrace.replication.controller.Elections.CopyReport;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a partition a leader at the price of acknowledged records. Never by itself: an operator has
 * to consent, and only when nobody could lead without loss. Pure.
 */
public final class UncleanElections {

    private UncleanElections() {}

    public static Decision elect(
            ControlState state, UncleanElection request, Electorate electorate, Copies copies) {
        if (state.safeMode()) {
            return SafeMode.refusal();
        }
        Optional<PartitionPlace> found = state.topics().find(request.partition());
        if (found.isEmpty()) {
            return Moves.notFound(request.partition());
        }
        PartitionPlace place = found.get();
        if (!request.acceptDataLoss()) {
            return Moves.refuse(
                    ErrorCode.INVALID_REQUEST,
                    place,
                    "Acknowledged records will be lost: say that you accept it");
        }
        Optional<String> better = better(state, place, electorate, copies);
        if (better.isPresent()) {
            return Moves.refuse(ErrorCode.ELECTION_NOT_NEEDED, place, better.get());
        }
        Map<Integer, CopyReport> reports = copies.of(place.id());
        Optional<Integer> chosen =
                place.now().replicas().stream()
                        .filter(electorate.live()::containsKey)
                        .filter(b -> request.leader().map(BrokerId::value).orElse(b).equals(b))
                        .max(longest(place, reports));
        Long epoch = chosen.map(electorate.live()::get).orElse(null);
        if (chosen.isEmpty() || epoch == null) {
            return Moves.refuse(
                    ErrorCode.LEADER_NOT_AVAILABLE, place, "No such replica is there to lead");
        }
        return Decision.accept(place.to(place.now().ledUncleanlyBy(chosen.get(), epoch)));
    }

    /** Who leads, or could without loss. */
    private static Optional<String> better(
            ControlState state, PartitionPlace place, Electorate electorate, Copies copies) {
        if (place.now().leader().isPresent()) {
            return Optional.of("Broker " + place.now().leader().getAsInt() + " leads it");
        }
        if (electorate.elect(place.now(), copies.of(place.id()), true).isPresent()) {
            return Optional.of("A member of the ISR can lead without loss, and soon will");
        }
        Set<Integer> unheard = Headless.unheard(state, place.id(), electorate, copies);
        if (!unheard.isEmpty()) {
            return Optional.of("It is not known yet what these members hold: " + unheard);
        }
        return copies.waited(place.id())
                ? Optional.empty()
                : Optional.of(
                        "Members of the ISR may still come back: " + place.now().isr().keySet());
    }

    private static Comparator<Integer> longest(
            PartitionPlace place, Map<Integer, CopyReport> reports) {
        CopyReport unknown = new CopyReport(0, false, -1, -1, 0);
        return Comparator.comparingInt((Integer b) -> reports.getOrDefault(b, unknown).lastEpoch())
                .thenComparingLong(b -> reports.getOrDefault(b, unknown).durableEnd())
                .thenComparingInt(b -> -place.now().replicas().indexOf(b));
    }
}
