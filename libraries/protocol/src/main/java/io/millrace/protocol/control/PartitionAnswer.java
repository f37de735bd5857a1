package io.millrace.protocol.control;

import io.millrace.protocol.metadata.PartitionMetadata;

/**
 * A partition after a change, or as it would be.
 *
 * @param version of the metadata in which it is so, or a newer one
 */
public record PartitionAnswer(long version, PartitionMetadata partition) {}
