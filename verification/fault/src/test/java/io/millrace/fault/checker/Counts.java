package io.millrace.fault.checker;

import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Type;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much a history has to say: a run in which nothing was acknowledged shows nothing.
 *
 * @param operations that were begun
 * @param sent values
 * @param acknowledged values
 * @param refused values, which are not in the log
 * @param unknown values, of which nobody was told whether they are
 * @param polled records
 * @param errors by their word
 */
public record Counts(
        long operations,
        long sent,
        long acknowledged,
        long refused,
        long unknown,
        long polled,
        Map<String, Long> errors) {
    public Counts {
        errors = Map.copyOf(errors);
    }

    /** Owned by the checker's thread. */
    static final class Counter {
        private final long[] values = new long[Type.values().length];
        private final Map<String, Long> errors = new TreeMap<>();
        private long operations;
        private long polled;

        void see(Op op) {
            operations += op.type() == Type.INVOKE ? 1 : 0;
            if (op.action() instanceof Send send) {
                values[op.type().ordinal()] += send.records().size();
            } else if (op.action() instanceof Poll poll) {
                polled += poll.records().size();
            }
            if (!op.error().isEmpty()) {
                errors.merge(op.error(), 1L, Long::sum);
            }
        }

        Counts counts() {
            return new Counts(
                    operations,
                    values[Type.INVOKE.ordinal()],
                    values[Type.OK.ordinal()],
                    values[Type.FAIL.ordinal()],
                    values[Type.INVOKE.ordinal()]
                            - values[Type.OK.ordinal()]
                            - values[Type.FAIL.ordinal()],
                    polled,
                    errors);
        }
    }
}
