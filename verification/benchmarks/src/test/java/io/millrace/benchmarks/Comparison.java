package io.millrace.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What the pairs of one comparison came to.
 *
 * @param name what was measured, e.g. {@code produce-raw-1p}
 * @param unit of both sides' values; larger is better when it ends in {@code /s}
 * @param target the least (rates) or largest (times) ratio that was promised, or NaN for none
 */
record Comparison(
        String name, String unit, String peer, List<Pair> pairs, double target, String note) {

    /** One measurement of each side, taken one after the other. */
    record Pair(Sample ours, Sample peers) {
        double ratio() {
            return ours.value() / peers.value();
        }
    }

    /** A value and the CPU seconds that client and server together spent on it. */
    record Sample(double value, double cpuSeconds) {}

    double ratio() {
        return median(Pair::ratio);
    }

    double spread() {
        double[] ratios = pairs.stream().mapToDouble(Pair::ratio).sorted().toArray();
        return ratios[ratios.length - 1] - ratios[0];
    }

    boolean moreIsBetter() {
        return unit.endsWith("/s");
    }

    String verdict() {
        if (Double.isNaN(target)) {
            return "";
        }
        boolean met = moreIsBetter() ? ratio() >= target : ratio() <= target;
        return String.format(
                Locale.ROOT,
                "%s %s %.2f",
                met ? "met" : "MISSED",
                moreIsBetter() ? "≥" : "≤",
                target);
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "%-22s %10.1f %10.1f %-8s %-24s %5.2f ±%4.2f %8.2f %8.2f  %s",
                name,
                median(pair -> pair.ours().value()),
                median(pair -> pair.peers().value()),
                unit,
                peer,
                ratio(),
                spread() / 2,
                median(pair -> pair.ours().cpuSeconds()),
                median(pair -> pair.peers().cpuSeconds()),
                verdict());
    }

    static String header() {
        return String.format(
                Locale.ROOT,
                "%-22s %10s %10s %-8s %-24s %5s %5s %8s %8s  %s",
                "what",
                "ours",
                "peer's",
                "unit",
                "peer",
                "ratio",
                "",
                "our cpu",
                "its cpu",
                "target");
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new TreeMap<>();
        json.put("name", name);
        json.put("unit", unit);
        json.put("peer", peer);
        json.put("note", note);
        json.put("ratio", ratio());
        json.put("spread", spread());
        json.put("target", Double.isNaN(target) ? "none" : target);
        json.put("ours", pairs.stream().map(pair -> pair.ours().value()).toList());
        json.put("peers", pairs.stream().map(pair -> pair.peers().value()).toList());
        json.put("ours_cpu_s", pairs.stream().map(pair -> pair.ours().cpuSeconds()).toList());
        json.put("peers_cpu_s", pairs.stream().map(pair -> pair.peers().cpuSeconds()).toList());
        return json;
    }

    private double median(ToDoubleFunction<Pair> of) {
        double[] values = pairs.stream().mapToDouble(of).toArray();
        Arrays.sort(values);
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
