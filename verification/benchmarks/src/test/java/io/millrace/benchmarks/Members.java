package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Pair;
import io.millrace.benchmarks.Comparison.Sample;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.NextOffset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A hundred thousand members in groups of a hundred, on one coordinator: whether it hears all of
 * them as often as they are told to say that they live, and how many offsets it commits. Members
 * and brokers are simulated, coordinator and database are not.
 */
final class Members {
    private static final TopicName TOPIC = new TopicName("crowded");
    private static final int GROUP_SIZE = 100;
    private static final int BROKERS = 3;
    private static final Duration BEAT_EVERY = Duration.ofSeconds(5);
    private static final int SECONDS = 60;

    /** What the last second has left over is not lost. */
    private static final double ON_TIME = 0.98;

    private static final Duration COMMITTING = Duration.ofSeconds(30);
    private static final double OFFSETS_PER_SECOND = 20_000;
    private static final int COMMITS_TOGETHER = 1_000;
    private static final int JOINS_AT_A_TIME = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final OneCoordinator coordinator;
    private final List<SimulatedBroker> brokers;
    private final int count;

    private Members(OneCoordinator coordinator, List<SimulatedBroker> brokers, int count) {
        this.coordinator = coordinator;
        this.brokers = brokers;
        this.count = count;
    }

    /**
     * @param count of members, a multiple of a hundred
     */
    static void run(Path directory, int count, Consumer<Comparison> done) throws Exception {
        List<SimulatedBroker> brokers = new ArrayList<>();
        try (OneCoordinator coordinator =
                OneCoordinator.start(directory.resolve("one"), TOPIC.value(), GROUP_SIZE)) {
            for (int id = 1; id <= BROKERS; id++) {
                brokers.add(
                        new SimulatedBroker(
                                coordinator.certificates(id), coordinator.url(), share(id, count)));
            }
            Members members = new Members(coordinator, brokers, count);
            members.join();
            done.accept(members.heartbeats());
            done.accept(members.commits("members-commits", COMMITS_TOGETHER, 2, 1.0));
            done.accept(members.commits("members-commits-single", 1, 32, Double.NaN));
            members.readBack();
        } finally {
            brokers.forEach(SimulatedBroker::close);
        }
    }

    /** Every group has members behind every broker. */
    private static List<SimulatedMember> share(int broker, int count) {
        return IntStream.range(0, count)
                .filter(n -> n % BROKERS + 1 == broker)
                .mapToObj(
                        n ->
                                new SimulatedMember(
                                        new GroupId("group-" + n / GROUP_SIZE),
                                        new MemberId("member-" + n)))
                .toList();
    }

    /** Until each of them has its partition. */
    private void join() throws Exception {
        long began = System.nanoTime();
        try (Pulse pulse = new Pulse(brokers, BEAT_EVERY, new Tally());
                ExecutorService threads = Executors.newFixedThreadPool(BROKERS * JOINS_AT_A_TIME)) {
            List<Future<?>> joins = new ArrayList<>();
            int most = brokers.stream().mapToInt(broker -> broker.members().size()).max().orElse(0);
            for (int n = 0; n < most; n++) {
                for (SimulatedBroker broker : brokers) {
                    if (n < broker.members().size()) {
                        SimulatedMember member = broker.members().get(n);
                        joins.add(threads.submit(() -> broker.join(member, TOPIC)));
                    }
                }
            }
            for (Future<?> join : joins) {
                join.get();
            }
            System.err.printf(Locale.ROOT, "all joined after %.1f s%n", since(began));
            Patience.until("all have a partition", PATIENCE, this::areSettled);
            System.err.printf(
                    Locale.ROOT,
                    "all have a partition after %.1f s; %s; failures %s%n",
                    since(began),
                    pulse.tally().times(),
                    pulse.tally().failures());
        }
    }

    private boolean areSettled() {
        return brokers.stream()
                .flatMap(broker -> broker.members().stream())
                .allMatch(member -> member.partitions().size() == 1);
    }

    private Comparison heartbeats() throws Exception {
        Tally tally = new Tally();
        Uses before = Uses.of(coordinator);
        long began = System.nanoTime();
        try (Pulse pulse = new Pulse(brokers, BEAT_EVERY, tally)) {
            pulse.await(Duration.ofSeconds(SECONDS));
        }
        double seconds = since(began);
        Uses now = Uses.of(coordinator);
        return row(
                "members-heartbeats",
                "beats/s",
                tally.answered() / seconds,
                (double) count / BEAT_EVERY.toSeconds(),
                ON_TIME,
                tally,
                now.cpu() - before.cpu(),
                "%d members in groups of %d, in batches of at most %d; %s"
                        .formatted(count, GROUP_SIZE, MemberBeats.MAX, now.since(before, seconds)));
    }

    /**
     * As fast as it goes.
     *
     * @param batch how many members are spoken for in a call
     * @param calls of each broker at a time
     */
    private Comparison commits(String name, int batch, int calls, double target) throws Exception {
        Tally tally = new Tally();
        Tally pulse = new Tally();
        Uses before = Uses.of(coordinator);
        long began = System.nanoTime();
        long end = began + COMMITTING.toNanos();
        try (Pulse _ = new Pulse(brokers, BEAT_EVERY, pulse);
                ExecutorService threads = Executors.newFixedThreadPool(BROKERS * calls)) {
            List<Future<?>> loops = new ArrayList<>();
            for (SimulatedBroker broker : brokers) {
                for (List<SimulatedMember> some : parts(broker.members(), calls)) {
                    loops.add(threads.submit(() -> commitUntil(end, broker, some, batch, tally)));
                }
            }
            for (Future<?> loop : loops) {
                loop.get();
            }
        }
        double seconds = since(began);
        Uses now = Uses.of(coordinator);
        return row(
                name,
                "offsets/s",
                tally.offsets() / seconds,
                OFFSETS_PER_SECOND,
                target,
                tally,
                now.cpu() - before.cpu(),
                "%d offsets in all, %d members a call, %d calls at a time; heartbeats besides: %d, failures %s; %s"
                        .formatted(
                                tally.offsets(),
                                batch,
                                calls * BROKERS,
                                pulse.answered(),
                                pulse.failures(),
                                now.since(before, seconds)));
    }

    private static void commitUntil(
            long end, SimulatedBroker broker, List<SimulatedMember> some, int batch, Tally tally) {
        while (true) {
            for (int from = 0; from < some.size(); from += batch) {
                if (System.nanoTime() - end > 0) {
                    return;
                }
                broker.commit(some.subList(from, Math.min(some.size(), from + batch)), tally);
            }
        }
    }

    private static List<List<SimulatedMember>> parts(List<SimulatedMember> all, int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        part ->
                                all.subList(
                                        all.size() * part / count, all.size() * (part + 1) / count))
                .toList();
    }

    /** From the database, by another process. */
    private void readBack() throws Exception {
        coordinator.replace();
        long began = System.nanoTime();
        Map<GroupId, List<SimulatedMember>> groups =
                brokers.stream()
                        .flatMap(broker -> broker.members().stream())
                        .collect(Collectors.groupingBy(SimulatedMember::group));
        int kept = 0;
        for (Map.Entry<GroupId, List<SimulatedMember>> group : groups.entrySet()) {
            Map<PartitionId, NextOffset> offsets = offsets(group.getKey());
            for (SimulatedMember member : group.getValue()) {
                if (!member.isKept(offsets)) {
                    throw new IOException(
                            "Lost: what a member of " + group.getKey() + " committed");
                }
                kept++;
            }
        }
        System.err.printf(
                Locale.ROOT,
                "read back the positions of %d members %.1f s after kill -9%n",
                kept,
                since(began));
    }

    private Map<PartitionId, NextOffset> offsets(GroupId group) throws Exception {
        List<Map<PartitionId, NextOffset>> read = new ArrayList<>();
        Patience.until(
                "offsets of " + group,
                PATIENCE,
                () -> {
                    try {
                        return read.add(brokers.getFirst().offsets(group).offsets());
                    } catch (MillraceException notYet) {
                        return false;
                    }
                });
        return read.getFirst();
    }

    private static Comparison row(
            String name,
            String unit,
            double value,
            double wanted,
            double target,
            Tally tally,
            double cpuSeconds,
            String note) {
        return new Comparison(
                name,
                unit,
                "(what is wanted)",
                List.of(new Pair(new Sample(value, cpuSeconds), new Sample(wanted, 0))),
                target,
                note + "; a call: " + tally.times() + "; refused or lost: " + tally.failures());
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e9;
    }

    /** CPU seconds so far, and MiB, of either process. */
    private record Uses(
            double coordinator, double coordinatorMemory, double database, double databaseMemory) {
        static Uses of(OneCoordinator one) throws IOException {
            return new Uses(
                    one.coordinator().cpuSeconds(),
                    one.coordinator().memoryMebibytes(),
                    one.database().cpuSeconds(),
                    one.database().memoryMebibytes());
        }

        double cpu() {
            return coordinator + database;
        }

        String since(Uses before, double seconds) {
            return String.format(
                    Locale.ROOT,
                    "coordinator %.2f cores, %.0f MiB, PostgreSQL %.2f cores, %.0f MiB",
                    (coordinator - before.coordinator) / seconds,
                    coordinatorMemory,
                    (database - before.database) / seconds,
                    databaseMemory);
        }
    }
}
