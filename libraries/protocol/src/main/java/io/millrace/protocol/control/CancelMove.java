package io.millrace.protocol.control;

import io.millrace.protocol.PartitionId;

/** Sends a partition that moves back to where it was. */
public record CancelMove(PartitionId partition) {}
