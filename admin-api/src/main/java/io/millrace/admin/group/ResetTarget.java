package io.millrace.admin.group;

import io.millrace.protocol.facts.LogPositions;
import java.util.OptionalLong;

/** Where positions are moved to; always within the bounds of the log. */
sealed interface ResetTarget {

    record Earliest() implements ResetTarget {}

    record Latest() implements ResetTarget {}

    /** The first record that is as young. */
    record Since(long timestampMs) implements ResetTarget {}

    record At(long offset) implements ResetTarget {}

    record ShiftBy(long records) implements ResetTarget {}

    /** What the log is to be asked for. */
    default OptionalLong time() {
        return this instanceof Since(long timestampMs)
                ? OptionalLong.of(timestampMs)
                : OptionalLong.empty();
    }

    /**
     * @param committed what a shift begins at
     */
    default long in(LogPositions log, long committed) {
        long start = log.logStartOffset();
        long end = Math.max(start, log.highWatermark());
        return switch (this) {
            case Earliest _ -> start;
            case Latest _ -> end;
            case Since _ -> Math.clamp(log.timestampOffset().orElse(end), start, end);
            case At(long offset) -> Math.clamp(offset, start, end);
            case ShiftBy(long records) ->
                    committed + Math.clamp(records, start - committed, end - committed);
        };
    }
}
