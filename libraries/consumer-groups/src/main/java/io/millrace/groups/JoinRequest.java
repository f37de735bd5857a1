package io.millrace.groups;

import io.millrace.groups.assignment.Assignor;
import io.millrace.protocol.group.InstanceId;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What a client says when it joins.
 *
 * @param incarnation random for each join, the same in its retries
 * @param assignor if it is not all the same to it; the last who has said something prevails
 */
public record JoinRequest(
        UUID incarnation,
        Optional<InstanceId> instance,
        Subscription subscription,
        Optional<String> rack,
        Duration rebalanceTimeout,
        Optional<Assignor> assignor) {

    public JoinRequest {
        if (rebalanceTimeout.isNegative() || rebalanceTimeout.isZero()) {
            throw new IllegalArgumentException(
                    "A rebalance takes some time, not " + rebalanceTimeout);
        }
    }
}
