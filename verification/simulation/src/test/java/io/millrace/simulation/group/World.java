package io.millrace.simulation.group;

import io.millrace.coordination.LeaseName;
import io.millrace.coordinator.group.GroupSettings;
import io.millrace.coordinator.group.Mistake;
import io.millrace.coordinator.group.SteppedCoordinator;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.Shards;
import io.millrace.simulation.Network;
import io.millrace.simulation.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Everything that there is: two groups in two shards, and three coordinators. */
final class World {
    static final List<GroupId> GROUPS = List.of(new GroupId("billing"), new GroupId("fraud"));
    static final Map<GroupId, Integer> SHARD_OF =
            GROUPS.stream().collect(Collectors.toUnmodifiableMap(id -> id, Shards::of));
    private static final Set<Integer> SHARDS = Set.copyOf(SHARD_OF.values());

    /** As in production, but ten to thirty times as fast. */
    private static final GroupSettings SETTINGS =
            new GroupSettings(
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(4),
                    Duration.ofMillis(300),
                    Duration.ofMillis(150),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofMillis(200));

    final Timeline time = new Timeline();
    final Random random;
    final Network network;
    final Database database;
    final Locks locks;
    final Topics topics;
    final Invariants invariants;
    final Faults faults;
    final List<Coordinator> coordinators = new ArrayList<>();
    final List<Slot> slots = new ArrayList<>();
    private final Mistake mistake;
    private final List<Throwable> failures = new ArrayList<>();

    World(long seed, Mistake mistake) {
        this.random = new Random(seed);
        this.mistake = mistake;
        this.network = new Network(time, random);
        this.invariants = new Invariants(this);
        this.faults = new Faults(this);
        this.database = new Database(random, mistake, invariants);
        this.topics = new Topics(random);
        this.locks =
                new Locks(
                        time,
                        random,
                        SHARDS.stream()
                                .map(shard -> new LeaseName("groups-" + shard))
                                .collect(Collectors.toUnmodifiableSet()));
        database.topics(topics.places());
        for (int id = 1; id <= 3; id++) {
            coordinators.add(new Coordinator(id, this));
        }
        for (GroupId group : GROUPS) {
            for (int number = 0; number < 3; number++) {
                slots.add(new Slot(11 + 2 * slots.size(), this, group, number));
            }
        }
    }

    Coordinator anyCoordinator() {
        return coordinators.get(random.nextInt(coordinators.size()));
    }

    List<Slot> slots(GroupId group) {
        return slots.stream().filter(slot -> slot.group().equals(group)).toList();
    }

    UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    // ---- coordinators

    SteppedCoordinator coordinatorOf(Locks.View view) {
        return new SteppedCoordinator(
                SHARDS,
                database,
                view,
                view,
                SETTINGS,
                () -> Instant.ofEpochMilli(time.nowMs()),
                () -> time.nowMs() * 1_000_000,
                mistake);
    }

    // ---- what must hold

    /** Runs what somebody else would swallow the failures of. */
    void witness(Runnable check) {
        try {
            check.run();
        } catch (AssertionError | RuntimeException failure) {
            failures.add(failure);
        }
    }

    boolean step(long untilMs) {
        boolean stepped = time.step(untilMs);
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.getFirst().getMessage(), failures.getFirst());
        }
        return stepped;
    }

    void check(boolean holds, String otherwise, Object... values) {
        if (!holds) {
            throw new AssertionError(
                    "at %d ms: ".formatted(time.nowMs()) + otherwise.formatted(values));
        }
    }
}
