package io.millrace.protocol.facts;

import java.util.List;

/** What is known of the partitions asked for; those that the broker does not lead are missing. */
public record FactsAnswer(List<PartitionFacts> partitions) {
    public FactsAnswer {
        partitions = List.copyOf(partitions);
    }
}
