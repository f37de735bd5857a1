package io.millrace.broker.http.stream;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.HashMap;
import java.util.Map;

/** How many streams there may be, in all and of one principal. Any thread. */
final class StreamPlaces {
    /** What came of the wish for a place. */
    sealed interface Entry {}

    /** A place that is taken until it is left. Leaving twice is leaving once. */
    static final class Place implements Entry {
        private final StreamPlaces places;
        private final String principal;
        private boolean left;

        private Place(StreamPlaces places, String principal) {
            this.places = places;
            this.principal = principal;
        }

        void leave() {
            places.leave(this);
        }
    }

    /** There is no place. */
    record Full(Problem problem) implements Entry {}

    private final int max;
    private final int maxPerPrincipal;
    private final Map<String, Integer> taken = new HashMap<>();
    private int count;

    StreamPlaces(int max, int maxPerPrincipal) {
        this.max = max;
        this.maxPerPrincipal = maxPerPrincipal;
    }

    synchronized Entry enter(String principal) {
        if (count >= max) {
            return new Full(
                    Problem.of(
                            ErrorCode.OVERLOADED,
                            "This process serves " + max + " streams, its most"));
        }
        if (taken.getOrDefault(principal, 0) >= maxPerPrincipal) {
            return new Full(
                    Problem.of(
                                    ErrorCode.QUOTA_EXCEEDED,
                                    "This principal has " + maxPerPrincipal + " streams, its most")
                            .with("quota", "streams"));
        }
        count++;
        taken.merge(principal, 1, Integer::sum);
        return new Place(this, principal);
    }

    synchronized int count() {
        return count;
    }

    private synchronized void leave(Place place) {
        if (!place.left) {
            place.left = true;
            count--;
            taken.computeIfPresent(place.principal, (name, n) -> n == 1 ? null : n - 1);
        }
    }
}
