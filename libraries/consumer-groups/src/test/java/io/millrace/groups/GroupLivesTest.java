package io.millrace.groups;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.groups.assignment.Assignor;
import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.MemberId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random lives of a group: joins, expiries, resets, changes of topics and of owners; what members
 * say arrives late, twice or never. After every step the invariants of {@code Groups.tla} hold, and
 * when everybody listens again, everything is assigned as the target says.
 */
class GroupLivesTest {
    private static final int STEPS = 200;
    private static final List<MemberId> MEMBERS =
            List.of(new MemberId("a"), new MemberId("b"), new MemberId("c"));

    /** Where a process goes on in a partition, and how many resets that position knows of. */
    private record Position(long next, int resets) {}

    /** A process of a member, and what it works on. */
    private static final class Process {
        final MemberId member;
        final JoinRequest join;
        long session;
        long epoch;
        boolean joined;
        boolean over;
        final SortedMap<PartitionId, Position> works = new TreeMap<>();
        final Set<PartitionId> released = new HashSet<>();

        Process(MemberId member, JoinRequest join) {
            this.member = member;
            this.join = join;
        }
    }

    private record Release(
            MemberId member, long session, long epoch, Set<PartitionId> partitions) {}

    private record Commit(
            MemberId member, long epoch, PartitionId partition, long next, int resets) {}

    private static final class Life {
        final Random random;
        Group group = Group.NEW;
        SortedMap<TopicId, TopicPlaces> topics = Topics.orders(4);
        final Map<PartitionId, CommittedOffset> offsets = new HashMap<>();
        final Map<PartitionId, Integer> resetsOf = new HashMap<>();
        final List<Process> processes = new ArrayList<>();
        final List<Release> releases = new ArrayList<>();
        final List<Commit> commits = new ArrayList<>();
        int resets;

        Life(long seed) {
            random = new Random(seed);
        }

        void step() {
            switch (random.nextInt(14)) {
                case 0 -> join(new Process(any(MEMBERS), request()));
                case 1 -> expire();
                case 2 -> reset();
                case 3 -> topics = Topics.orders(1 + random.nextInt(6));
                case 4 -> changeOwner();
                case 5 -> group = group.retargeted(topics);
                case 6 -> deliverRelease();
                case 7, 8 -> deliverCommit();
                case 9 -> takeOver();
                case 10 -> live().ifPresent(process -> process.over = true);
                case 11 -> live().ifPresent(this::work);
                case 12 -> live().ifPresent(this::giveUp);
                default -> live().ifPresent(this::hear);
            }
            check();
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private Optional<Process> live() {
            List<Process> live = processes.stream().filter(process -> !process.over).toList();
            return live.isEmpty() ? Optional.empty() : Optional.of(any(live));
        }

        private JoinRequest request() {
            return new JoinRequest(
                    new UUID(random.nextLong(), random.nextLong()),
                    Optional.empty(),
                    Subscription.to(Topics.ORDERS),
                    Optional.empty(),
                    Duration.ofMinutes(1),
                    Optional.of(any(List.of(Assignor.values()))));
        }

        private void join(Process process) {
            if (group.join(process.member, process.join) instanceof Step.Next(Group next)) {
                group = random.nextBoolean() ? next.retargeted(topics) : next;
                processes.add(process);
                if (random.nextInt(4) > 0) {
                    hear(process);
                }
            }
        }

        private void expire() {
            group = group.removed(any(MEMBERS));
        }

        private void reset() {
            group = group.fencedAll();
            resets++;
            for (int partition = 0; partition < 6; partition++) {
                PartitionId id = Topics.order(partition);
                offsets.put(id, new CommittedOffset(0, OptionalInt.empty(), "", group.epoch(), 0));
                resetsOf.put(id, resets);
            }
        }

        private void changeOwner() {
            group = new Group(group.epoch(), group.assignor(), group.members(), Optional.empty());
        }

        private void takeOver() {
            live().filter(process -> process.joined)
                    .map(
                            process ->
                                    group.takeOver(
                                            process.member, process.session, UUID.randomUUID()))
                    .filter(Step.Next.class::isInstance)
                    .ifPresent(step -> group = ((Step.Next) step).group());
        }

        /** A heartbeat, or the retry of a join. */
        private void hear(Process process) {
            if (process.joined) {
                Step step =
                        group.heartbeat(process.member, process.session, process.epoch, Set.of());
                if (step instanceof Step.Next(Group next)) {
                    group = next;
                    adopt(process);
                } else {
                    process.over = true;
                }
            } else if (isPresent(process)) {
                group = group.reconciled(process.member);
                adopt(process);
            }
        }

        private boolean isPresent(Process process) {
            return group.member(process.member)
                    .filter(m -> m.incarnation().equals(process.join.incarnation()))
                    .isPresent();
        }

        private void adopt(Process process) {
            Member now = group.member(process.member).orElseThrow();
            if (now.epoch() > process.epoch) {
                process.released.clear();
            }
            process.joined = true;
            process.session = now.session();
            process.epoch = now.epoch();
            now.kept()
                    .keySet()
                    .forEach(
                            partition -> {
                                if (!process.released.contains(partition)) {
                                    process.works.putIfAbsent(partition, committed(partition));
                                }
                            });
        }

        private Position committed(PartitionId partition) {
            CommittedOffset offset = offsets.get(partition);
            return new Position(
                    offset == null ? 0 : offset.nextOffset(), resetsOf.getOrDefault(partition, 0));
        }

        private void giveUp(Process process) {
            hear(process);
            if (process.over || !process.joined) {
                return;
            }
            Member now = group.member(process.member).orElseThrow();
            Set<PartitionId> leaving = new TreeSet<>(now.revoking());
            if (!leaving.isEmpty()) {
                process.works.keySet().removeAll(leaving);
                process.released.addAll(leaving);
                releases.add(new Release(process.member, process.session, process.epoch, leaving));
            }
        }

        private void deliverRelease() {
            if (!releases.isEmpty()) {
                Release release = any(releases);
                Step step =
                        group.heartbeat(
                                release.member(),
                                release.session(),
                                release.epoch(),
                                release.partitions());
                if (step instanceof Step.Next(Group next)) {
                    group = next;
                }
            }
        }

        private void work(Process process) {
            if (!process.works.isEmpty()) {
                PartitionId partition = any(List.copyOf(process.works.keySet()));
                Position before = process.works.get(partition);
                long next = before.next() + random.nextInt(3);
                process.works.put(partition, new Position(next, before.resets()));
                commits.add(
                        new Commit(
                                process.member, process.epoch, partition, next, before.resets()));
            }
        }

        private void deliverCommit() {
            if (commits.isEmpty()) {
                return;
            }
            Commit commit = any(commits);
            CommitVerdict verdict =
                    CommitVerdict.of(
                            group.member(commit.member()),
                            commit.partition(),
                            commit.epoch(),
                            commit.next(),
                            Optional.ofNullable(offsets.get(commit.partition())));
            if (verdict instanceof CommitVerdict.Store) {
                assertThat(commit.resets())
                        .as("a commit of before the last reset is stored: %s", commit)
                        .isEqualTo(resets);
                assertThat(commit.next())
                        .as("what was acknowledged is taken back by %s", commit)
                        .isGreaterThanOrEqualTo(committed(commit.partition()).next());
                offsets.put(
                        commit.partition(),
                        new CommittedOffset(
                                commit.next(), OptionalInt.empty(), "", commit.epoch(), 0));
            }
        }

        private void check() {
            Set<PartitionId> held = new HashSet<>();
            group.members()
                    .forEach(
                            (id, member) ->
                                    member.held()
                                            .keySet()
                                            .forEach(
                                                    partition ->
                                                            assertThat(held.add(partition))
                                                                    .as("one holds %s", partition)
                                                                    .isTrue()));
            Set<PartitionId> entitled = new HashSet<>();
            for (Process process : processes) {
                Optional<Member> member = group.member(process.member);
                for (PartitionId partition : process.works.keySet()) {
                    Optional<Long> given = member.map(m -> m.held().get(partition));
                    if (!process.over
                            && member.isPresent()
                            && member.get().session() == process.session) {
                        assertThat(given).as("%s works on what it has", process.member).isPresent();
                    }
                    if (!process.over
                            && given.isPresent()
                            && given.get() <= process.epoch
                            && process.epoch <= member.orElseThrow().epoch()) {
                        assertThat(entitled.add(partition))
                                .as("one is entitled to %s", partition)
                                .isTrue();
                    }
                }
            }
        }

        /** Everybody lives and listens, and nothing else happens. */
        void settle() {
            for (MemberId member : MEMBERS) {
                join(new Process(member, request()));
            }
            group = group.retargeted(topics);
            for (int round = 0; round < 10; round++) {
                for (Process process : processes) {
                    if (isPresent(process) && !process.over) {
                        giveUp(process);
                        Member now = group.member(process.member).orElseThrow();
                        group =
                                ((Step.Next)
                                                group.heartbeat(
                                                        process.member,
                                                        process.session,
                                                        process.epoch,
                                                        now.revoking()))
                                        .group();
                        check();
                    }
                }
            }
            SortedMap<PartitionId, MemberId> assigned = new TreeMap<>();
            group.members().forEach((id, m) -> m.kept().keySet().forEach(p -> assigned.put(p, id)));
            assertThat(Optional.of(assigned)).isEqualTo(group.target());
            assertThat(assigned).hasSize(topics.values().iterator().next().partitions());
            assertThat(group.members().values()).allMatch(m -> m.epoch() == group.epoch());
        }
    }

    @Property(tries = 500)
    void invariantsHold(@ForAll long seed) {
        Life life = new Life(seed);
        for (int step = 0; step < STEPS; step++) {
            life.step();
        }
        life.settle();
    }
}
