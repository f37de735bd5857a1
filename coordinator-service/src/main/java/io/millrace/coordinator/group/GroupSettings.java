package io.millrace.coordinator.group;

import java.time.Duration;

/**
 * How groups are looked after.
 *
 * @param sessionTimeout a member that is silent for so long has left
 * @param staticSessionTimeout the same for one that is an instance
 * @param heartbeatInterval how often members are asked to say that they live
 * @param settle how long after a change of its target a group's next one waits, so that a hundred
 *     members that start together cost few rebalances
 * @param silenceMax an owner that has not seen the database for so long answers nobody
 * @param outage without coordination for so long, whoever is planned to have a shard claims it, if
 *     its owner has not been seen for as long
 * @param lookEvery how often a shard is looked through, and owners look at each other
 */
public record GroupSettings(
        Duration sessionTimeout,
        Duration staticSessionTimeout,
        Duration heartbeatInterval,
        Duration settle,
        Duration silenceMax,
        Duration outage,
        Duration lookEvery) {}
