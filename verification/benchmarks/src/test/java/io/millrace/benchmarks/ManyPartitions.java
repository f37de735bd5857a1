package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Pair;
import io.millrace.benchmarks.Comparison.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Ten thousand partitions with three replicas each: how long it takes to create them, to find
 * leaders for those of a broker that was killed, and to be whole again when it is back; and what
 * they cost a broker.
 */
final class ManyPartitions {
    private static final int TOPICS = 10;
    private static final int PARTITIONS_EACH = 1_000;
    private static final int VICTIM = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int PUSHES = 20;

    /** Its own default. With half of it, as our brokers have, it collects garbage and no more. */
    private static final String KAFKA_HEAP = "1g";

    private ManyPartitions() {}

    /** A cluster of three that can be asked how all its partitions are. */
    interface Large extends AutoCloseable {

        void createMany(String topic, int partitions) throws Exception;

        /** Whether so many partitions are there, and every replica is in sync. */
        boolean isWhole(int partitions) throws Exception;

        /** Whether every partition has a leader, and none of them is this one. */
        boolean isLedWithout(int broker) throws Exception;

        /** Changes a setting; returns when it is accepted. */
        void change(String topic, int round) throws Exception;

        void kill(int broker) throws Exception;

        void start(int broker) throws Exception;

        /** The process ids of the brokers. */
        List<Long> brokers();
    }

    static List<Comparison> run(Path directory) throws Exception {
        Map<String, Double> ours;
        Map<String, Double> peers;
        try (Large millrace = MillraceCluster.start(directory.resolve("millrace"))) {
            ours = measure(millrace);
        }
        try (Large kafka = KafkaCluster.start(directory.resolve("kafka"), KAFKA_HEAP)) {
            peers = measure(kafka);
        }
        return ours.keySet().stream()
                .map(
                        what ->
                                new Comparison(
                                        "partitions-" + what,
                                        unit(what),
                                        "Kafka, 3 combined nodes",
                                        List.of(
                                                new Pair(
                                                        new Sample(ours.get(what), 0),
                                                        new Sample(peers.get(what), 0))),
                                        Double.NaN,
                                        TOPICS * PARTITIONS_EACH + " partitions on 3 brokers"))
                .toList();
    }

    private static String unit(String what) {
        return switch (what) {
            case "memory" -> "MiB";
            case "descriptors" -> "files";
            default -> "s";
        };
    }

    private static Map<String, Double> measure(Large cluster) throws Exception {
        Map<String, Double> measured = new LinkedHashMap<>();
        measured.put("create", seconds(() -> create(cluster)));
        double[] pushes = new double[PUSHES];
        for (int n = 0; n < PUSHES; n++) {
            int round = n;
            pushes[n] = seconds(() -> cluster.change("many-0", round));
        }
        Arrays.sort(pushes);
        measured.put("change", pushes[PUSHES / 2]);
        measured.put("memory", most(cluster, ServerProcess::memoryMebibytes));
        measured.put("descriptors", most(cluster, ManyPartitions::descriptors));
        measured.put(
                "failover",
                seconds(
                        () -> {
                            cluster.kill(VICTIM);
                            Patience.until(
                                    cluster + " has other leaders",
                                    PATIENCE,
                                    () -> cluster.isLedWithout(VICTIM));
                        }));
        measured.put(
                "start",
                seconds(
                        () -> {
                            cluster.start(VICTIM);
                            awaitWhole(cluster);
                        }));
        measured.forEach(
                (what, value) ->
                        System.err.printf(Locale.ROOT, "%s %s: %.3f%n", cluster, what, value));
        return measured;
    }

    private static void create(Large cluster) throws Exception {
        for (int n = 0; n < TOPICS; n++) {
            cluster.createMany("many-" + n, PARTITIONS_EACH);
        }
        awaitWhole(cluster);
    }

    private static void awaitWhole(Large cluster) throws Exception {
        Patience.until(
                cluster + " is whole", PATIENCE, () -> cluster.isWhole(TOPICS * PARTITIONS_EACH));
    }

    private interface Step {
        void run() throws Exception;
    }

    private static double seconds(Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private interface Cost {
        double of(long pid) throws IOException;
    }

    private static double most(Large cluster, Cost cost) throws IOException {
        double most = 0;
        for (long pid : cluster.brokers()) {
            most = Math.max(most, cost.of(pid));
        }
        return most;
    }

    private static double descriptors(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return open.count();
        }
    }
}
