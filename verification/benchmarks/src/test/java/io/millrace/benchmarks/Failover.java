package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Pair;
import io.millrace.benchmarks.Comparison.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * From the kill -9 of a partition's leader to the next acknowledged write on that partition, under
 * load, replication factor 3. The next broker is killed when every replica is in sync again.
 */
final class Failover {
    static final int PARTITIONS = 12;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private Failover() {}

    /** A cluster of three whose brokers can be killed. */
    interface Killable extends AutoCloseable {

        /** Whether all brokers serve and every replica is in sync. */
        boolean isRepaired() throws Exception;

        int leaderOf(int partition) throws Exception;

        void kill(int broker) throws Exception;

        void start(int broker) throws Exception;

        /** Writes without end, to all partitions, at a modest pace. */
        Load load();

        /** Sends one record, and returns when it is acknowledged by all in-sync replicas. */
        void write(int partition) throws Exception;
    }

    /** Runs until it is closed. */
    interface Load extends AutoCloseable {
        long acknowledged();

        @Override
        void close();
    }

    /** Kafka is killed a fifth as often: it takes ten times as long. */
    static List<Comparison> run(Path directory, int kills) throws Exception {
        double[] ours;
        double[] peers;
        try (Killable millrace = MillraceCluster.start(directory.resolve("millrace"))) {
            ours = measure(millrace, kills);
        }
        try (Killable kafka = KafkaCluster.start(directory.resolve("kafka"))) {
            peers = measure(kafka, Math.max(3, kills / 5));
        }
        return List.of(at(0.5, ours, peers, 1.0), at(0.99, ours, peers, 1.0));
    }

    private static double[] measure(Killable cluster, int kills) throws Exception {
        double[] seconds = new double[kills];
        try (Load load = cluster.load()) {
            for (int n = 0; n < kills; n++) {
                Patience.until(cluster + " is repaired", PATIENCE, cluster::isRepaired);
                int partition = n % PARTITIONS;
                cluster.write(partition);
                long acknowledged = load.acknowledged();
                int victim = cluster.leaderOf(partition);
                long killed = System.nanoTime();
                cluster.kill(victim);
                cluster.write(partition);
                seconds[n] = (System.nanoTime() - killed) / 1e9;
                if (load.acknowledged() == acknowledged) {
                    System.err.println("There was no load at kill " + n);
                }
                cluster.start(victim);
                System.err.printf(
                        Locale.ROOT,
                        "%s kill %d of broker %d: %.3f s%n",
                        cluster,
                        n + 1,
                        victim,
                        seconds[n]);
            }
        }
        return seconds;
    }

    private static Comparison at(double quantile, double[] ours, double[] peers, double target) {
        return new Comparison(
                "failover-p" + Math.round(quantile * 100),
                "s",
                "Kafka, 3 combined nodes",
                List.of(
                        new Pair(
                                new Sample(Quantile.of(ours, quantile), 0),
                                new Sample(Quantile.of(peers, quantile), 0))),
                target,
                "ours of "
                        + ours.length
                        + ": "
                        + Quantile.text(ours)
                        + "; peer's: "
                        + Quantile.text(peers));
    }
}
