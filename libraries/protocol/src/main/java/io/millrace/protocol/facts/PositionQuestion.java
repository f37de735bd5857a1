package io.millrace.protocol.facts;

import java.util.OptionalLong;
import java.util.Set;

/**
 * What is to be found in one partition's log.
 *
 * @param offsets when their records were appended
 * @param timestampMs the first record that is as young
 */
public record PositionQuestion(
        NamedPartition partition, Set<Long> offsets, OptionalLong timestampMs) {
    public PositionQuestion {
        offsets = Set.copyOf(offsets);
    }
}
