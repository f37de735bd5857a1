package io.millrace.fault.checker;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a history shows.
 *
 * @param longestGaps of each partition, in which senders waited in vain
 */
public record Report(Counts counts, Map<Anomaly, Cases> anomalies, Map<Integer, Gap> longestGaps) {
    public Report {
        EnumMap<Anomaly, Cases> inOrder = new EnumMap<>(Anomaly.class);
        inOrder.putAll(anomalies);
        anomalies = Collections.unmodifiableMap(inOrder);
        longestGaps = Collections.unmodifiableMap(new TreeMap<>(longestGaps));
    }

    /** Of what a workload can't help: duplicates, say, of a producer that is not idempotent. */
    public Report without(Collection<Anomaly> allowed) {
        EnumMap<Anomaly, Cases> left = new EnumMap<>(Anomaly.class);
        left.putAll(anomalies);
        left.keySet().removeAll(Set.copyOf(allowed));
        return new Report(counts, left, longestGaps);
    }

    /** With what the replicas themselves show. */
    public Report with(Anomaly anomaly, List<Finding> cases) {
        if (cases.isEmpty()) {
            return this;
        }
        EnumMap<Anomaly, Cases> more = new EnumMap<>(Anomaly.class);
        more.putAll(anomalies);
        more.put(anomaly, new Cases(cases.size(), cases));
        return new Report(counts, more, longestGaps);
    }

    public boolean isClean() {
        return anomalies.isEmpty();
    }

    public Gap longestGap() {
        return longestGaps.values().stream().reduce(Gap.NONE, Gap::longer);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(counts.toString());
        text.append(", longest gap ").append(longestGap().nanos() / 1_000_000).append(" ms");
        anomalies.forEach(
                (anomaly, cases) -> {
                    text.append('\n').append(anomaly).append(": ").append(cases.count());
                    cases.first().forEach(finding -> text.append("\n  ").append(finding));
                });
        return text.toString();
    }
}
