package io.millrace.protocol.control;

import io.millrace.protocol.PartitionId;

/**
 * A leader gives a partition up: it makes no progress there, or its copy is damaged.
 *
 * @param damaged whether its copy must not be counted any more
 */
public record Resignation(PartitionId partition, int leaderEpoch, boolean damaged) {}
