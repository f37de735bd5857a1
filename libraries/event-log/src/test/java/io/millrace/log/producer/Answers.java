package io.millrace.log.producer;

import java.util.Arrays;

/** Verdicts as words, to compare with those of the naive model. */
final class Answers {
    private Answers() {}

    static String text(SequenceCheck check) {
        return switch (check) {
            case SequenceCheck.New _ -> "new";
            case SequenceCheck.Duplicate d -> "duplicate " + d.firstOffset() + " " + d.lastOffset();
            case SequenceCheck.Gap gap -> "gap " + gap.expected();
            case SequenceCheck.StaleEpoch stale -> "stale " + stale.current();
        };
    }

    static String text(MarkCheck check) {
        return switch (check) {
            case MarkCheck.New _ -> "new";
            case MarkCheck.Duplicate d -> "duplicate " + Arrays.toString(d.offsets());
            case MarkCheck.PartlyDuplicate p -> "partly " + Arrays.toString(p.offsets());
            case MarkCheck.Gap gap -> "gap " + gap.expected();
            case MarkCheck.StaleEpoch stale -> "stale " + stale.current();
            case MarkCheck.KeyReuse _ -> "reuse";
        };
    }
}
