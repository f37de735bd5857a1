package io.millrace.simulation.group;

import io.millrace.coordinator.group.Mistake;
import io.millrace.coordinator.shard.GroupState;
import io.millrace.groups.Group;
import io.millrace.groups.Member;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupPhase;
import io.millrace.simulation.Node;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One seed's life: groups under load and faults, which then heal. Throws an {@link AssertionError}
 * that names the seed if an invariant breaks, or if the healed groups do not come to rest.
 */
final class Life {
    private static final long FAULTS_MS = 10_000;
    private static final long HEALING_MS = 20_000;
    private static final long LOOK_MS = 250;

    /** What a life was like. */
    record Summary(int accepted, int refused, int rewinds, int faults, long steps) {}

    private final World world;
    private long steps;

    private Life(long seed, Mistake mistake) {
        world = new World(seed, mistake);
    }

    static Summary live(long seed, Mistake mistake) {
        Life life = new Life(seed, mistake);
        try {
            return life.live();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(
                    "seed %d of groups: %s%nfaults: %s"
                            .formatted(seed, e.getMessage(), life.world.faults.noted()),
                    e);
        }
    }

    private Summary live() {
        world.coordinators.forEach(Node::start);
        world.slots.forEach(slot -> slot.present().start());
        world.time.after(500, world.faults::begin);
        goOnUntil(FAULTS_MS);
        world.faults.end();
        await(this::unsettled);
        Map<GroupId, Map<PartitionId, Long>> before = positions();
        await(() -> uncommitted(before));
        CommitInvariants seen = world.invariants.commits();
        return new Summary(
                seen.accepted(),
                seen.refused(),
                seen.rewinds(),
                world.faults.noted().size(),
                steps);
    }

    private void goOnUntil(long untilMs) {
        while (world.step(untilMs)) {
            steps++;
        }
    }

    private void await(Supplier<Optional<String>> missing) {
        long deadline = world.time.nowMs() + HEALING_MS;
        Optional<String> present = missing.get();
        while (present.isPresent()) {
            world.check(world.time.nowMs() < deadline, "%s", present.get());
            goOnUntil(world.time.nowMs() + LOOK_MS);
            present = missing.get();
        }
    }

    /** Everybody is a member, knows it, and has what the target says. */
    private Optional<String> unsettled() {
        return World.GROUPS.stream().flatMap(id -> unsettled(id).stream()).findFirst();
    }

    private Optional<String> unsettled(GroupId id) {
        Group group = group(id);
        if (group.phase() != GroupPhase.STABLE
                || group.members().size() != world.slots(id).size()) {
            return Optional.of(id + " does not come to rest: " + group);
        }
        if (group.retargeted(world.topics.places()).epoch() != group.epoch()) {
            return Optional.of(id + " is not what it is to be: " + group);
        }
        return world.slots(id).stream()
                .map(Slot::present)
                .filter(client -> !isKnown(group.member(client.member), client.belief()))
                .map(client -> client + " does not know " + group)
                .findFirst();
    }

    private Group group(GroupId id) {
        return world.database.truth(id).map(GroupState::group).orElse(Group.NEW);
    }

    private static boolean isKnown(Optional<Member> member, Belief belief) {
        return member.filter(
                        m ->
                                belief.session() == m.session()
                                        && belief.epoch() == m.epoch()
                                        && belief.positions().keySet().equals(m.kept().keySet()))
                .isPresent();
    }

    private Map<GroupId, Map<PartitionId, Long>> positions() {
        Map<GroupId, Map<PartitionId, Long>> positions = new HashMap<>();
        for (GroupId id : World.GROUPS) {
            Map<PartitionId, Long> ofGroup = new HashMap<>();
            for (Member member : group(id).members().values()) {
                for (PartitionId p : world.topics.partitions(member.subscription().topics())) {
                    ofGroup.put(p, world.invariants.commits().position(id, p));
                }
            }
            positions.put(id, ofGroup);
        }
        return positions;
    }

    /** Whatever somebody goes on being subscribed to is read on. */
    private Optional<String> uncommitted(Map<GroupId, Map<PartitionId, Long>> before) {
        Map<GroupId, Map<PartitionId, Long>> present = positions();
        before.forEach(
                (id, positions) -> of(present, id).entrySet().removeIf(p -> goesOn(p, positions)));
        return World.GROUPS.stream()
                .filter(id -> !of(present, id).isEmpty())
                .map(id -> "nobody commits in " + id + " any more: " + of(present, id))
                .findFirst();
    }

    private static Map<PartitionId, Long> of(
            Map<GroupId, Map<PartitionId, Long>> positions, GroupId id) {
        return positions.getOrDefault(id, Map.of());
    }

    private static boolean goesOn(
            Map.Entry<PartitionId, Long> present, Map<PartitionId, Long> before) {
        return present.getValue() > before.getOrDefault(present.getKey(), -1L);
    }
}
