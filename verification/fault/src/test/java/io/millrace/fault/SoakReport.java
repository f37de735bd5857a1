package io.millrace.fault;

import io.millrace.fault.checker.Anomaly;
import io.millrace.fault.cluster.ClusterRun;
import io.millrace.fault.nemesis.FaultLog;
import io.millrace.fault.nemesis.Node;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What all runs of a soak came to.
 *
 * @param isClean whether everything was as it should be
 * @param tree which commit was run
 * @param faults by kind
 * @param fullPowerCuts of all machines at one moment
 * @param problems of faults that could not be begun or ended
 * @param acknowledged values, each of which must be there
 * @param anomalies by name, also those that are allowed here
 * @param divergentReplicas of these anomalies
 * @param readsAboveHighWatermark of these anomalies
 * @param availability the part of all seconds in which a partition acknowledged something
 * @param longestGapSeconds in which a partition acknowledged nothing though somebody waited
 * @param flaws of runs that did not come to their end
 * @param endedByThemselves processes that nobody had killed
 */
record SoakReport(
        boolean isClean,
        String tree,
        String profile,
        long seed,
        int runs,
        Map<String, Long> faults,
        long fullPowerCuts,
        List<String> problems,
        long acknowledged,
        long refused,
        long unknown,
        long read,
        Map<String, Long> anomalies,
        long divergentReplicas,
        long readsAboveHighWatermark,
        double availability,
        double longestGapSeconds,
        List<String> flaws,
        List<String> endedByThemselves) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    void write(Path file) {
        JSON.writeValue(file, this);
    }

    @Override
    public String toString() {
        return JSON.writeValueAsString(this);
    }

    /** Owned by the soak. */
    static final class Builder {
        private final String tree;
        private final String profile;
        private final long seed;
        private final List<ClusterRun> runs = new ArrayList<>();
        private final Map<String, Long> faults = new TreeMap<>();
        private final List<String> problems = new ArrayList<>();
        private final Map<String, Long> anomalies = new TreeMap<>();
        private List<String> endedByThemselves = List.of();
        private long fullPowerCuts;

        Builder(String tree, String profile, long seed) {
            this.tree = tree;
            this.profile = profile;
            this.seed = seed;
        }

        void add(ClusterRun run, Collection<Node> all) {
            runs.add(run);
            for (FaultLog.Entry fault : run.faults().faults()) {
                faults.merge(fault.kind(), 1L, Long::sum);
                if (fault.kind().equals("power cut") && fault.nodes().containsAll(all)) {
                    fullPowerCuts++;
                }
                if (!fault.problem().isEmpty()) {
                    problems.add(fault.fault() + ": " + fault.problem());
                }
            }
            run.report()
                    .anomalies()
                    .forEach((name, cases) -> merge(anomalies, name, cases.count()));
        }

        void endedByThemselves(List<String> processes) {
            endedByThemselves = processes;
        }

        SoakReport build() {
            return new SoakReport(
                    runs.stream().allMatch(ClusterRun::isClean),
                    tree,
                    profile,
                    seed,
                    runs.size(),
                    faults,
                    fullPowerCuts,
                    problems,
                    runs.stream().mapToLong(run -> run.report().counts().acknowledged()).sum(),
                    runs.stream().mapToLong(run -> run.report().counts().refused()).sum(),
                    runs.stream().mapToLong(run -> run.report().counts().unknown()).sum(),
                    runs.stream().mapToLong(run -> run.report().counts().polled()).sum(),
                    anomalies,
                    anomalies.getOrDefault(Anomaly.REPLICA_DIVERGENCE.toString(), 0L),
                    anomalies.getOrDefault(Anomaly.READ_ABOVE_HIGH_WATERMARK.toString(), 0L),
                    runs.stream().mapToDouble(ClusterRun::availability).average().orElse(0),
                    runs.stream()
                                    .mapToLong(run -> run.report().longestGap().nanos())
                                    .max()
                                    .orElse(0)
                            / 1e9,
                    runs.stream().flatMap(run -> run.flaws().stream()).toList(),
                    endedByThemselves);
        }

        private static void merge(Map<String, Long> counts, Anomaly name, long more) {
            counts.merge(name.toString(), more, Long::sum);
        }
    }
}
