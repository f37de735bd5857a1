package io.millrace.protocol.facts;

import java.util.List;

/** Asks a broker about partitions that it should lead. */
public record FactsRequest(List<NamedPartition> partitions) {
    public FactsRequest {
        partitions = List.copyOf(partitions);
    }
}
