package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Pair;
import io.millrace.benchmarks.Comparison.Sample;
import java.util.ArrayList;
import java.util.List;

/** Runs two sides in turn, so that whatever else the machine does falls on both. */
final class Pairs {
    private Pairs() {}

    interface Side {
        Sample measure(int round) throws Exception;
    }

    private static final int WARM_UPS = 3;

    /** Unmeasured pairs; their rounds count up to −1. */
    static void warmUp(int count, Side ours, Side peer) throws Exception {
        for (int round = -count; round < 0; round++) {
            ours.measure(round);
            peer.measure(round);
        }
    }

    /** Some unmeasured pairs, then {@code count} measured ones that take turns in going first. */
    static List<Pair> alternate(int count, Side ours, Side peer) throws Exception {
        warmUp(WARM_UPS, ours, peer);
        List<Pair> pairs = new ArrayList<>();
        for (int round = 0; round < count; round++) {
            if (round % 2 == 0) {
                Sample mine = ours.measure(round);
                pairs.add(told(new Pair(mine, peer.measure(round))));
            } else {
                Sample theirs = peer.measure(round);
                pairs.add(told(new Pair(ours.measure(round), theirs)));
            }
        }
        return List.copyOf(pairs);
    }

    private static Pair told(Pair pair) {
        System.err.println("measured " + pair);
        return pair;
    }
}
