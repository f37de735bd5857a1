package io.millrace.fault.checker;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Collects cases, and keeps the first of each anomaly. Owned by one thread. */
final class Findings {
    private static final int KEPT = 32;

    private final Map<Anomaly, Long> counts = new EnumMap<>(Anomaly.class);
    private final Map<Anomaly, List<Finding>> first = new EnumMap<>(Anomaly.class);

    /** The text is made only if it is kept. */
    void add(Anomaly anomaly, int partition, long offset, Supplier<String> text) {
        counts.merge(anomaly, 1L, Long::sum);
        List<Finding> kept = first.computeIfAbsent(anomaly, _ -> new ArrayList<>());
        if (kept.size() < KEPT) {
            kept.add(new Finding(partition, offset, text.get()));
        }
    }

    Map<Anomaly, Cases> byAnomaly() {
        Map<Anomaly, Cases> cases = new EnumMap<>(Anomaly.class);
        counts.forEach(
                (anomaly, count) ->
                        cases.put(
                                anomaly, new Cases(count, first.getOrDefault(anomaly, List.of()))));
        return cases;
    }
}
