package io.millrace.coordinator.state;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.replication.controller.PartitionRegistration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Brokers that want to stop, or that an operator drains, hand over what they lead. Pure. */
public final class Drains {

    private Drains() {}

    /** From now on, or no more, the broker leads only where nobody else could. */
    public static Decision set(ControlState state, BrokerId id, boolean drained) {
        if (state.safeMode()) {
            return SafeMode.refusal();
        }
        Optional<BrokerState> broker = state.broker(id);
        if (broker.isEmpty()) {
            return Decision.refuse(ErrorCode.NOT_FOUND, "There is no broker " + id);
        }
        return broker.get().drained() == drained
                ? Decision.accept()
                : Decision.accept(new Change.BrokerPut(broker.get().withDrained(drained)));
    }

    /**
     * @param max of partitions in one transaction
     */
    public static List<Change> moves(ControlState state, Electorate electorate, int max) {
        return movable(state, electorate)
                .<Change>map(move -> move.place().to(move.next()))
                .limit(max)
                .toList();
    }

    /** Those that lead nothing that somebody else could lead. */
    public static Set<Integer> done(ControlState state, Electorate electorate) {
        Set<Integer> done = new HashSet<>(electorate.leaving());
        movable(state, electorate)
                .forEach(move -> done.remove(move.place().now().leader().orElse(-1)));
        return done;
    }

    private record Move(PartitionPlace place, PartitionRegistration next) {}

    private static Stream<Move> movable(ControlState state, Electorate electorate) {
        if (electorate.leaving().isEmpty()) {
            return Stream.empty();
        }
        Electorate staying = electorate.only(electorate.staying().keySet());
        return state.topics()
                .places()
                .filter(p -> electorate.leaving().contains(p.now().leader().orElse(-1)))
                .flatMap(
                        place -> {
                            Optional<PartitionRegistration> next = staying.verified(place.now());
                            return next.map(n -> new Move(place, n)).stream();
                        });
    }
}
