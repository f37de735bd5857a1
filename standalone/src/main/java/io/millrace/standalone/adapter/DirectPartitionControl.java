package io.millrace.standalone.adapter;

import static java.util.stream.Collectors.toMap;

import io.millrace.admin.partition.PartitionControl;
import io.millrace.broker.facts.LedPartitions;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.facts.LogPositions;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.facts.PositionQuestion;
import java.util.List;
import java.util.Map;

/** Administration's way to the partitions of the same process. */
public final class DirectPartitionControl implements PartitionControl {

    private final LedPartitions partitions;

    public DirectPartitionControl(LedPartitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public Map<PartitionId, PartitionFacts> facts(List<NamedPartition> wanted) {
        return partitions.facts(wanted).stream()
                .collect(toMap(PartitionFacts::partition, facts -> facts));
    }

    @Override
    public Map<PartitionId, LogPositions> positions(List<PositionQuestion> questions) {
        return partitions.positions(questions).stream()
                .collect(toMap(LogPositions::partition, positions -> positions));
    }

    @Override
    public void deleteBefore(NamedPartition partition, long offset) {
        partitions.deleteBefore(partition, offset);
    }
}
