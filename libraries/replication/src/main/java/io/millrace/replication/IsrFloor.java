package io.millrace.replication;

import java.util.Set;

/**
 * The ISR floor (replication.md, answer 2b): who leads, who decides and who settles a move ask the
 * same question.
 */
public final class IsrFloor {
    private IsrFloor() {}

    /**
     * Whether an in-sync set may become another one: it may be smaller only if it is large enough.
     * A dead member that the floor holds blocks the high watermark, and nothing is lost.
     */
    public static boolean allows(Set<Integer> present, Set<Integer> next, int minIsr) {
        return next.size() >= minIsr || next.containsAll(present);
    }
}
