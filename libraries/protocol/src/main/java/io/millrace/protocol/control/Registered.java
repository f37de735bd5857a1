package io.millrace.protocol.control;

import java.util.UUID;

/**
 * The controller's answer to a registration.
 *
 * @param brokerEpoch higher than any that this broker had before; goes with all it says from now on
 * @param clusterId the cluster that it is now part of
 * @param metadataVersion the version in which its registration stands
 */
public record Registered(long brokerEpoch, UUID clusterId, long metadataVersion) {}
