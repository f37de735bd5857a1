package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A broker's first word to the controller after its start.
 *
 * @param incarnation random for each start of the process
 * @param clusterId of the data it holds; empty if it holds none yet
 * @param httpUrl where clients reach it
 * @param maxMetadataVersionSeen the newest metadata it ever acted on; -1 if none
 */
public record BrokerRegistration(
        BrokerId broker,
        UUID incarnation,
        Optional<UUID> clusterId,
        String httpUrl,
        long maxMetadataVersionSeen,
        List<ReplicaReport> replicas) {
    public BrokerRegistration {
        replicas = List.copyOf(replicas);
    }
}
