package io.millrace.simulation;

import io.millrace.replication.IsrProposal;
import io.millrace.replication.LeaderState;
import io.millrace.replication.controller.PartitionRegistration;
import io.millrace.simulation.ReplicaLog.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that there is, and what must always hold of it. A broken invariant is an {@link
 * AssertionError}.
 */
final class World {
    final Timeline time = new Timeline();
    final Random random;
    final Network network;
    final Bug bug;
    final int minIsr = 2;
    final Database database;
    final List<Broker> brokers = new ArrayList<>();
    final List<Coordinator> coordinators = new ArrayList<>();
    int unclearCommitPercent;
    int flushMaxMs = 10;

    /** The longest prefix that any leader took for committed. */
    private final List<Entry> committed = new ArrayList<>();

    private final Map<Long, Entry> acknowledged = new TreeMap<>();
    private final Map<Integer, Integer> leaderOfEpoch = new HashMap<>();
    private final Map<Integer, Long> newestSeen = new HashMap<>();

    World(long seed, Bug bug) {
        this.random = new Random(seed);
        this.bug = bug;
        this.network = new Network(time, random);
        PartitionRegistration partition =
                new PartitionRegistration(
                        List.of(1, 2, 3),
                        List.of(),
                        List.of(),
                        new TreeMap<>(Map.of(1, 0L, 2, 0L, 3, 0L)),
                        OptionalInt.empty(),
                        0,
                        0,
                        false);
        this.database =
                new Database(
                        new Database.State(
                                0,
                                0,
                                partition,
                                Map.of(),
                                Map.of(1, true, 2, true, 3, true, 4, true)),
                        bug);
        for (int id = 1; id <= 4; id++) {
            brokers.add(new Broker(id, this));
        }
        for (int id = 11; id <= 13; id++) {
            coordinators.add(new Coordinator(id, this));
        }
    }

    Broker broker(int id) {
        return brokers.get(id - 1);
    }

    <T> T require(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("nothing is there at " + time.nowMs());
        }
        return value;
    }

    // ---- planted bugs that change a leader's state

    LeaderState mutate(LeaderState state) {
        return switch (bug) {
            case NO_MAXIMAL_ISR -> withoutProposal(state);
            case NO_LESO -> copy(state, -1, state.proposal());
            default -> state;
        };
    }

    LeaderState withoutProposal(LeaderState state) {
        return copy(state, state.leaderEpochStart(), Optional.empty());
    }

    private static LeaderState copy(
            LeaderState s, long leaderEpochStart, Optional<IsrProposal> proposal) {
        return new LeaderState(
                s.self(),
                s.brokerEpoch(),
                s.leaderEpoch(),
                leaderEpochStart,
                s.highWatermark(),
                s.view(),
                proposal,
                s.own(),
                s.followers(),
                s.startMs(),
                s.progressMs(),
                s.nowMs(),
                s.lagMaxMs());
    }

    // ---- what happens, and must be right when it does

    /** I-0: a broker's metadata never goes back, and is never of what was not committed. */
    void saw(Broker broker, Metadata metadata) {
        check(
                metadata.version() <= database.truth().version(),
                "broker %d was told of version %d, but %d is committed",
                broker.id,
                metadata.version(),
                database.truth().version());
        newestSeen.put(broker.id, metadata.version());
    }

    /** I-1: an epoch has one leader. I-4: its log has the committed prefix. */
    void elected(Broker broker, int epoch) {
        Integer other = leaderOfEpoch.putIfAbsent(epoch, broker.id);
        check(
                other == null || other == broker.id,
                "brokers %d and %d lead epoch %d",
                other,
                broker.id,
                epoch);
        if (database.truth().partition().isLedBy(broker.id)
                && database.truth().partition().leaderEpoch() == epoch) {
            check(
                    holds(broker.log, committed.size(), broker.log.end()),
                    "leader %d of epoch %d lacks committed records",
                    broker.id,
                    epoch);
        }
    }

    /** What a leader takes for committed is the same for all, and nothing else ever. */
    void committed(Broker leader, long highWatermark) {
        for (int i = 0; i < highWatermark; i++) {
            Entry entry = leader.log.at(i);
            if (i < committed.size()) {
                check(
                        committed.get(i).equals(entry),
                        "leader %d commits %s at %d, where %s was committed",
                        leader.id,
                        entry,
                        i,
                        committed.get(i));
            } else {
                committed.add(entry);
            }
        }
        changed();
    }

    void acknowledged(long record) {
        Entry entry =
                committed.stream()
                        .filter(e -> e.id() == record)
                        .findFirst()
                        .orElseThrow(
                                () -> new AssertionError(record + " acknowledged, not committed"));
        acknowledged.put(record, entry);
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    /** I-7: what is read is committed. */
    void read(long from, List<Entry> entries) {
        for (int i = 0; i < entries.size(); i++) {
            check(
                    from + i < committed.size()
                            && committed.get((int) from + i).equals(entries.get(i)),
                    "%s was read at %d and is not committed",
                    entries.get(i),
                    from + i);
        }
    }

    /** I-2, I-13: the ISR's disks have everything that is committed. */
    void changed() {
        PartitionRegistration partition = database.truth().partition();
        for (int member : partition.isr().keySet()) {
            ReplicaLog log = broker(member).log;
            check(
                    log.isLost() || holds(log, committed.size(), log.durable()),
                    "ISR member %d has not all of %d committed records on its disk (%d of %d)",
                    member,
                    committed.size(),
                    log.durable(),
                    log.end());
        }
    }

    private boolean holds(ReplicaLog log, int count, long within) {
        if (within < count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!log.at(i).equals(committed.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** After faults have ended: nothing is lost, all agree, all is committed. */
    Optional<String> unsettled() {
        PartitionRegistration partition = database.truth().partition();
        if (partition.leader().isEmpty()) {
            return Optional.of("nobody leads");
        }
        Broker leader = broker(partition.leader().getAsInt());
        Optional<LeaderState> state = leader.leading();
        if (state.isEmpty() || state.get().highWatermark() < leader.log.end()) {
            return Optional.of("the leader " + leader.id + " has not committed all that it has");
        }
        if (partition.isr().size() < 3 || partition.replicas().size() > 3) {
            return Optional.of(
                    "the ISR is " + partition.isr() + "; " + state.get() + "; " + brokers);
        }
        for (Broker broker : partition.replicas().stream().map(this::broker).toList()) {
            if (!broker.log.prefix(broker.log.end()).equals(leader.log.prefix(leader.log.end()))) {
                return Optional.of("broker " + broker.id + " differs from the leader");
            }
        }
        return Optional.empty();
    }

    void nothingIsLost() {
        Broker leader = broker(database.truth().partition().leader().getAsInt());
        List<Entry> all = leader.log.prefix(leader.log.end());
        acknowledged.forEach(
                (record, entry) -> check(all.contains(entry), "acknowledged %s is gone", entry));
    }

    void check(boolean holds, String otherwise, Object... values) {
        if (!holds) {
            throw new AssertionError(
                    "at %d ms: ".formatted(time.nowMs()) + otherwise.formatted(values));
        }
    }
}
