package io.millrace.protocol.facts;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;

/** A partition with the name of its topic, by which a broker finds it faster than by the id. */
public record NamedPartition(TopicName topic, PartitionId id) {}
