package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;

/**
 * A broker's sign of life.
 *
 * @param brokerEpoch of its present registration
 * @param appliedVersion the newest metadata that it has made true
 * @param draining whether it wants to lead nothing any more, in order to stop
 */
public record Heartbeat(BrokerId broker, long brokerEpoch, long appliedVersion, boolean draining) {}
