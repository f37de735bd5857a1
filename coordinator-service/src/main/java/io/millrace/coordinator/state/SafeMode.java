package io.millrace.coordinator.state;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.ReplicaReport;
import io.millrace.protocol.metadata.MetadataPosition;
import java.util.Optional;

/**
 * The guard against a database that has lost commits (replication.md 4.6, decision 21): whoever has
 * seen more than there is, or another history, proves it. Then nobody is elected, no ISR changes,
 * nothing is moved or deleted, until an operator has looked at it. Pure.
 */
public final class SafeMode {

    private SafeMode() {}

    /** Why a position proves it; empty if it does not. */
    public static Optional<String> reason(ControlState state, MetadataPosition seen) {
        return state.claims().covers(seen, state.version())
                ? Optional.empty()
                : Optional.of(
                        "version "
                                + seen.version()
                                + " of claim "
                                + seen.claim()
                                + " was published, and the database at version "
                                + state.version()
                                + " does not know it");
    }

    /**
     * Why a registration proves it: by what the broker has seen, or since a log of its own is from
     * a leader epoch that was never given.
     */
    public static Optional<String> reason(ControlState state, BrokerRegistration request) {
        return request.seen()
                .flatMap(seen -> reason(state, seen))
                .or(() -> reasonInLogs(state, request.replicas()))
                .map(reason -> "broker " + request.broker() + ": " + reason);
    }

    private static Optional<String> reasonInLogs(
            ControlState state, Iterable<ReplicaReport> reports) {
        for (ReplicaReport report : reports) {
            int given =
                    state.topics()
                            .find(report.partition())
                            .map(place -> place.now().leaderEpoch())
                            .orElse(Integer.MAX_VALUE);
            if (report.lastEpoch() > given) {
                return Optional.of(
                        "it has records of leader epoch "
                                + report.lastEpoch()
                                + " of "
                                + report.partition()
                                + ", the database knows "
                                + given);
            }
        }
        return Optional.empty();
    }

    public static Problem problem() {
        return Problem.of(
                ErrorCode.COORDINATOR_LOADING,
                "The metadata is older than what a broker has seen (a database was put back):"
                        + " nothing is changed until an operator has looked at it");
    }

    static Decision refusal() {
        return new Decision.Refused(problem());
    }
}
