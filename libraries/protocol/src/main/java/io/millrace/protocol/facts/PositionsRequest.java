package io.millrace.protocol.facts;

import java.util.List;

/** Asks a broker about places in the logs of partitions that it should lead. */
public record PositionsRequest(List<PositionQuestion> questions) {
    public PositionsRequest {
        questions = List.copyOf(questions);
    }
}
