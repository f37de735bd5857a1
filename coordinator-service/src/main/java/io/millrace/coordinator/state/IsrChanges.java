package io.millrace.coordinator.state;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.IsrRequest;
import io.millrace.protocol.control.IsrRequests;
import io.millrace.replication.IsrProposal;
import io.millrace.replication.controller.IsrDecision;
import io.millrace.replication.controller.IsrRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Decides on the in-sync sets that leaders ask for (R7 to R9), each by itself. Pure. */
public final class IsrChanges {

    private IsrChanges() {}

    /** What is accepted, to be committed together, and what is not. */
    public record Decided(List<Change> changes, Set<PartitionId> refused) {
        public Decided {
            changes = List.copyOf(changes);
            refused = Set.copyOf(refused);
        }
    }

    /** Why none of the requests is looked at. */
    public static Optional<Problem> objection(ControlState state, IsrRequests requests) {
        if (requests.requests().size() > IsrRequests.REQUESTS_MAX) {
            return Optional.of(
                    Problem.of(
                            ErrorCode.INVALID_REQUEST,
                            "At most " + IsrRequests.REQUESTS_MAX + " sets may be asked for"));
        }
        if (state.safeMode()) {
            return Optional.of(SafeMode.problem());
        }
        Long epoch = state.live().get(requests.broker().value());
        return epoch != null && epoch == requests.brokerEpoch()
                ? Optional.empty()
                : Optional.of(
                        Problem.of(
                                ErrorCode.NOT_LEADER,
                                "Broker " + requests.broker() + " must register again"));
    }

    public static Decided decide(ControlState state, IsrRequests requests) {
        SortedMap<Integer, Long> live = state.live();
        List<Change> changes = new ArrayList<>();
        Set<PartitionId> accepted = new HashSet<>();
        Set<PartitionId> refused = new HashSet<>();
        for (IsrRequest request : requests.requests()) {
            Optional<Change> change =
                    accepted.contains(request.partition())
                            ? Optional.empty()
                            : decide(state, requests.broker().value(), request, live);
            if (change.isPresent()) {
                changes.add(change.get());
                accepted.add(request.partition());
            } else {
                refused.add(request.partition());
            }
        }
        return new Decided(changes, refused);
    }

    private static Optional<Change> decide(
            ControlState state, int from, IsrRequest request, Map<Integer, Long> live) {
        Optional<PartitionPlace> found = state.topics().find(request.partition());
        if (found.isEmpty() || request.members().isEmpty()) {
            return Optional.empty();
        }
        PartitionPlace place = found.get();
        IsrProposal proposal =
                new IsrProposal(request.leaderEpoch(), request.partitionEpoch(), request.members());
        return switch (IsrRules.decide(place.now(), from, proposal, live, place.floor())) {
            case IsrDecision.Accepted(var next) -> Optional.of(place.to(next));
            case IsrDecision.Refused refusal -> Optional.empty();
        };
    }
}
