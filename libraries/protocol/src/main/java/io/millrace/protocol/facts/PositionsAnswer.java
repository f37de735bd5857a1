package io.millrace.protocol.facts;

import java.util.List;

/** What was found; partitions that the broker does not lead are missing. */
public record PositionsAnswer(List<LogPositions> positions) {
    public PositionsAnswer {
        positions = List.copyOf(positions);
    }
}
