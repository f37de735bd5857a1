package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Pair;
import io.millrace.benchmarks.Comparison.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A hundred members of a group on a thousand partitions: from the moment in which one more joins,
 * one leaves, or one falls silent, until every partition is somebody's and nobody has more than its
 * share. By what the members themselves know.
 */
final class Rebalance {
    private static final String TOPIC = "rebalanced";
    private static final int PARTITIONS = 1_000;
    private static final int MEMBERS = 100;
    private static final int ROUNDS = 20;
    private static final int DEATHS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Rebalance() {}

    /** A cluster with groups whose assignment its server finds (KIP-848). */
    interface Grouped extends AutoCloseable {

        void createMany(String topic, int partitions) throws Exception;

        Member join(String group, String topic) throws Exception;
    }

    /** Polls without end. */
    interface Member {
        /** As it knows it. */
        Set<Integer> partitions();

        void leave();

        /** Falls silent, so that it is missed when its session is over. */
        void die();
    }

    static List<Comparison> run(Path directory) throws Exception {
        Measured ours;
        Measured peers;
        try (Grouped millrace = MillraceCluster.start(directory.resolve("millrace"))) {
            ours = measure(millrace);
        }
        try (Grouped kafka = KafkaCluster.start(directory.resolve("kafka"))) {
            peers = measure(kafka);
        }
        List<Comparison> all = new ArrayList<>();
        for (double quantile : new double[] {0.5, 0.99}) {
            all.add(at("join", quantile, ours.join(), peers.join()));
            all.add(at("leave", quantile, ours.leave(), peers.leave()));
        }
        all.add(at("death", 0.99, ours.death(), peers.death()));
        return all;
    }

    /** Seconds. */
    private record Measured(double[] join, double[] leave, double[] death) {}

    private static Measured measure(Grouped cluster) throws Exception {
        cluster.createMany(TOPIC, PARTITIONS);
        Deque<Member> members = new ArrayDeque<>();
        try {
            for (int n = 0; n < MEMBERS; n++) {
                members.add(cluster.join(TOPIC, TOPIC));
            }
            awaitBalance(cluster, members);
            double[] join = new double[ROUNDS];
            double[] leave = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                members.add(cluster.join(TOPIC, TOPIC));
                awaitBalance(cluster, members);
                join[round] = (System.nanoTime() - start) / 1e9;
                start = System.nanoTime();
                members.removeFirst().leave();
                awaitBalance(cluster, members);
                leave[round] = (System.nanoTime() - start) / 1e9;
                System.err.printf(
                        Locale.ROOT,
                        "%s round %d: joined in %.2f s, left in %.2f s%n",
                        cluster,
                        round + 1,
                        join[round],
                        leave[round]);
            }
            double[] death = new double[DEATHS];
            for (int round = 0; round < DEATHS; round++) {
                long start = System.nanoTime();
                members.removeFirst().die();
                awaitBalance(cluster, members);
                death[round] = (System.nanoTime() - start) / 1e9;
                System.err.printf(Locale.ROOT, "%s death: %.2f s%n", cluster, death[round]);
            }
            return new Measured(join, leave, death);
        } finally {
            members.forEach(Member::leave);
        }
    }

    private static void awaitBalance(Grouped cluster, Deque<Member> members) throws Exception {
        Patience.until(cluster + " is balanced", PATIENCE, () -> isBalanced(members));
    }

    private static boolean isBalanced(Deque<Member> members) {
        int share = (PARTITIONS + members.size() - 1) / members.size();
        Set<Integer> had = new HashSet<>();
        int count = 0;
        for (Member member : members) {
            Set<Integer> partitions = member.partitions();
            if (partitions.size() > share) {
                return false;
            }
            count += partitions.size();
            had.addAll(partitions);
        }
        return count == PARTITIONS && had.size() == PARTITIONS;
    }

    private static Comparison at(String what, double quantile, double[] ours, double[] peers) {
        return new Comparison(
                "rebalance-" + what + "-p" + Math.round(quantile * 100),
                "s",
                "Kafka, 3 combined nodes, group.protocol=consumer",
                List.of(
                        new Pair(
                                new Sample(Quantile.of(ours, quantile), 0),
                                new Sample(Quantile.of(peers, quantile), 0))),
                Double.NaN,
                MEMBERS
                        + " members, "
                        + PARTITIONS
                        + " partitions; ours: "
                        + Quantile.text(ours)
                        + "; peer's: "
                        + Quantile.text(peers));
    }
}
