package io.millrace.fault.checker;

import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.Op;
import io.millrace.fault.history.Type;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long each partition acknowledged nothing while somebody waited for it: its failover time.
 * Owned by the checker's thread.
 */
final class Availability {
    private static final long NOBODY = -1;

    private final Map<Integer, Waiting> waiting = new HashMap<>();
    private long now;

    /** Since a refusal answers nobody's wish, the wait goes on through it. */
    private static final class Waiting {
        long values;
        long since = NOBODY;
        Gap longest = Gap.NONE;

        void ends(long now) {
            if (since != NOBODY) {
                longest = longest.longer(new Gap(since, now));
            }
        }
    }

    void see(Op op) {
        now = op.nanos();
        if (!(op.action() instanceof Send send)) {
            return;
        }
        Waiting here = waiting.computeIfAbsent(send.partition(), _ -> new Waiting());
        if (op.type() == Type.INVOKE) {
            here.values += send.records().size();
            here.since = here.since == NOBODY ? now : here.since;
            return;
        }
        here.values -= send.records().size();
        if (op.type() == Type.OK) {
            here.ends(now);
            here.since = here.values > 0 ? now : NOBODY;
        }
    }

    Map<Integer, Gap> longestGaps() {
        Map<Integer, Gap> gaps = new TreeMap<>();
        waiting.forEach(
                (partition, here) -> {
                    here.ends(now);
                    gaps.put(partition, here.longest);
                });
        return gaps;
    }
}
