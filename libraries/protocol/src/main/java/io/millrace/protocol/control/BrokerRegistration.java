package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.metadata.MetadataPosition;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A broker's first word to the controller after its start.
 *
 * @param incarnation random for each start of the process
 * @param clusterId of the data it holds; empty if it holds none yet
 * @param httpUrl where clients reach it
 * @param internalUrl where the other services reach it; empty in a process of its own
 * @param rack where it stands, if that is known
 * @param seen the newest metadata it ever acted on; empty if none
 */
public record BrokerRegistration(
        BrokerId broker,
        UUID incarnation,
        Optional<UUID> clusterId,
        String httpUrl,
        Optional<String> internalUrl,
        Optional<String> rack,
        Optional<MetadataPosition> seen,
        List<ReplicaReport> replicas) {
    public BrokerRegistration {
        replicas = List.copyOf(replicas);
    }

    /** −1 if it never acted on any metadata. */
    public long versionSeen() {
        return seen.map(MetadataPosition::version).orElse(-1L);
    }
}
