package io.millrace.protocol.control;

/**
 * @param controllerEpoch of the controller that has heard it
 * @param reportsWanted whether the controller needs to know what the broker's replicas hold, since
 *     it was not the one that the broker registered with
 * @param mayStop whether a broker that drains leads nothing any more
 */
public record HeartbeatAnswer(long controllerEpoch, boolean reportsWanted, boolean mayStop) {}
