package io.millrace.coordinator.state;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.metadata.BrokerMetadata;
import java.util.Optional;
import java.util.UUID;

/**
 * A broker that has registered at some time.
 *
 * @param epoch the metadata version that its newest registration was given
 * @param fenced whether it must not lead
 */
public record BrokerState(
        BrokerId id,
        long epoch,
        UUID incarnation,
        String httpUrl,
        Optional<String> rack,
        boolean fenced) {

    BrokerMetadata metadata() {
        return new BrokerMetadata(id, httpUrl, Optional.empty(), rack, epoch, fenced);
    }
}
