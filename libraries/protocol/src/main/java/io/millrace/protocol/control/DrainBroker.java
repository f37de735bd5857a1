package io.millrace.protocol.control;

import io.millrace.protocol.BrokerId;

/**
 * From now on a broker leads only what nobody else could lead.
 *
 * @param drained false to let it lead again
 */
public record DrainBroker(BrokerId broker, boolean drained) {}
