package io.millrace.coordinator.state;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.metadata.BrokerMetadata;
import java.util.Optional;
import java.util.UUID;

/**
 * A broker that has registered at some time.
 *
 * @param epoch of its newest registration: above every metadata version that it had seen
 * @param incarnation the process that has registered
 * @param httpUrl where clients reach it
 * @param internalUrl where the other services reach it; empty in a process of its own
 * @param rack where it stands, if that is known
 * @param fenced whether it can't be expected to answer, and must not lead
 * @param drained whether an operator wants it to lead nothing
 */
public record BrokerState(
        BrokerId id,
        long epoch,
        UUID incarnation,
        String httpUrl,
        Optional<String> internalUrl,
        Optional<String> rack,
        boolean fenced,
        boolean drained) {

    BrokerState asFenced() {
        return new BrokerState(id, epoch, incarnation, httpUrl, internalUrl, rack, true, drained);
    }

    BrokerState withDrained(boolean now) {
        return new BrokerState(id, epoch, incarnation, httpUrl, internalUrl, rack, fenced, now);
    }

    BrokerMetadata metadata() {
        return new BrokerMetadata(id, httpUrl, internalUrl, rack, epoch, fenced);
    }
}
