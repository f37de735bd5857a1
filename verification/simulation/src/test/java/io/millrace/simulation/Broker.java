package io.millrace.simulation;

import io.millrace.replication.Acks;
import io.millrace.replication.FetchVerdict;
import io.millrace.replication.FollowerEffect;
import io.millrace.replication.FollowerEvent;
import io.millrace.replication.FollowerFetch;
import io.millrace.replication.FollowerState;
import io.millrace.replication.IsrProposal;
import io.millrace.replication.IsrView;
import io.millrace.replication.LeaderEffect;
import io.millrace.replication.LeaderEvent;
import io.millrace.replication.LeaderState;
import io.millrace.replication.Leadership;
import io.millrace.replication.Step;
import io.millrace.replication.controller.Elections.CopyReport;
import io.millrace.replication.controller.PartitionRegistration;
import io.millrace.simulation.ReplicaLog.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A broker with one replica. Its log and its high watermark's checkpoint outlive the process. */
final class Broker extends Node {
    private static final long LAG_MAX_MS = 2_000;
    private static final int FETCH_MAX = 8;

    final ReplicaLog log = new ReplicaLog();
    private final World world;
    private long checkpoint;
    private @Nullable CopyReport report;
    private long brokerEpoch = -1;
    private @Nullable Metadata metadata;
    private @Nullable LeaderState leader;
    private @Nullable FollowerState follower;
    private boolean flushing;
    private long fetchNumber;
    private final Map<Long, Runnable> unanswered = new TreeMap<>();

    Broker(int id, World world) {
        super(id, world.time, world.network);
        this.world = world;
    }

    @Override
    public String toString() {
        return "broker %d in epoch %d, log of %d (%d durable), %s"
                .formatted(
                        id,
                        brokerEpoch,
                        log.end(),
                        log.durable(),
                        leader != null ? "leading" : follower);
    }

    Optional<LeaderState> leading() {
        return Optional.ofNullable(leader);
    }

    // ---- life

    @Override
    protected void started() {
        log.recover(world.bug != Bug.NO_RECOVERY_FSYNC);
        boolean whole = !log.isLost() && log.end() >= checkpoint;
        report =
                new CopyReport(
                        -1, whole, log.lastEpoch(), log.end(), Math.min(checkpoint, log.end()));
        if (!whole) {
            checkpoint = 0;
        }
        register();
        every(500, this::writeCheckpoint);
        every(
                300,
                () -> {
                    if (brokerEpoch >= 0) {
                        long epoch = brokerEpoch;
                        CopyReport mine = world.require(report);
                        world.coordinators.forEach(
                                c -> send(c, () -> c.heartbeat(this, epoch, mine)));
                    }
                });
        every(
                250,
                () -> {
                    if (leader != null) {
                        lead(new LeaderEvent.Tick(world.time.nowMs()));
                    }
                });
    }

    @Override
    protected void killed() {
        rest();
        brokerEpoch = -1;
        metadata = null;
        flushing = false;
    }

    private long highWatermark() {
        return leader != null
                ? leader.highWatermark()
                : follower != null ? follower.highWatermark() : 0;
    }

    private void register() {
        if (brokerEpoch >= 0) {
            return;
        }
        CopyReport mine = world.require(report);
        long incarnation = incarnation();
        world.coordinators.forEach(c -> send(c, () -> c.register(this, incarnation, mine)));
        after(400, this::register);
    }

    /** The answer to a registration of this very process: one of its former self says nothing. */
    void registered(long ofIncarnation, long epoch, Metadata first) {
        if (ofIncarnation != incarnation() || brokerEpoch >= epoch) {
            return;
        }
        rest();
        brokerEpoch = epoch;
        metadata = null; // The same version may have come before: it has to be acted on now.
        if (!world.require(report).whole()) {
            if (world.bug == Bug.NO_LOSS_REMOVAL) {
                log.forgetLoss();
            } else {
                log.reset(); // Moved aside: all of it is fetched anew.
            }
        }
        apply(first);
    }

    void fenced(long epoch) {
        if (epoch == brokerEpoch) {
            rest();
            brokerEpoch = -1;
            log.flush(log.end());
            report = new CopyReport(-1, true, log.lastEpoch(), log.durable(), checkpoint);
            register();
        }
    }

    // ---- metadata

    void apply(Metadata newer) {
        Metadata before = metadata;
        if (brokerEpoch < 0
                || newer.version() < brokerEpoch
                || (before != null
                        && (newer.controllerEpoch() < before.controllerEpoch()
                                || newer.version() <= before.version()))) {
            return;
        }
        metadata = newer;
        world.saw(this, newer);
        PartitionRegistration partition = newer.partition();
        if (partition.isLedBy(id)) {
            beLeader(newer);
        } else if (partition.leader().isPresent() && partition.replicas().contains(id)) {
            beFollower(partition);
        } else {
            rest();
        }
    }

    private IsrView view(Metadata newer) {
        return new IsrView(
                newer.partition().replicas(),
                newer.partition().isr(),
                newer.fenced(),
                world.minIsr,
                newer.partition().partitionEpoch());
    }

    private void beLeader(Metadata newer) {
        int epoch = newer.partition().leaderEpoch();
        LeaderState now = leader;
        if (now != null && now.leaderEpoch() == epoch) {
            lead(new LeaderEvent.ViewChanged(view(newer), world.time.nowMs()));
            return;
        }
        rest();
        if (epoch <= log.lastEpoch() || newer.partition().isr().get(id) != brokerEpoch) {
            return; // Elected in a former life.
        }
        if (world.bug != Bug.NO_RECOVERY_FSYNC) {
            log.flush(log.end());
        }
        long known = Math.min(Math.max(checkpoint, 0), log.end());
        Step step =
                LeaderState.become(
                        new Leadership(
                                id,
                                brokerEpoch,
                                epoch,
                                log.end(),
                                known,
                                view(newer),
                                newer.partition().unclean(),
                                world.time.nowMs(),
                                LAG_MAX_MS));
        world.elected(this, epoch);
        take(step);
    }

    private void beFollower(PartitionRegistration partition) {
        FollowerState now = follower;
        if (now != null && now.leaderEpoch() == partition.leaderEpoch()) {
            return;
        }
        rest();
        if (log.lastEpoch() > partition.leaderEpoch()) {
            return;
        }
        follower =
                new FollowerState(
                        id,
                        brokerEpoch,
                        partition.leader().getAsInt(),
                        partition.leaderEpoch(),
                        log.lastEpoch(),
                        log.end(),
                        world.bug == Bug.NO_RECOVERY_FSYNC ? log.end() : log.durable(),
                        Math.min(checkpoint, log.end()));
        fetch();
    }

    /** Never more than what is durable here: else an honest replica would seem to have lost it. */
    private void writeCheckpoint() {
        checkpoint = Math.max(checkpoint, Math.min(highWatermark(), log.durable()));
    }

    private void rest() {
        leader = null;
        follower = null;
        fetchNumber++;
        unanswered.clear(); // Their outcome is unknown to the clients.
    }

    // ---- leading

    void produce(long record, Runnable acknowledged) {
        LeaderState now = leader;
        if (now == null || !now.admits(Acks.ALL)) {
            return;
        }
        log.append(new Entry(now.leaderEpoch(), record));
        unanswered.put(log.end() - 1, acknowledged);
        lead(new LeaderEvent.Appended(log.end()));
        flushSoon();
    }

    /** What a consumer reads: committed records only. */
    Optional<List<Entry>> read(long from) {
        LeaderState now = leader;
        return now == null || from > now.highWatermark()
                ? Optional.empty()
                : Optional.of(
                        log.prefix(now.highWatermark())
                                .subList((int) from, (int) now.highWatermark()));
    }

    private void lead(LeaderEvent event) {
        LeaderState now = leader;
        if (now != null) {
            take(now.step(event));
        }
    }

    private void take(Step step) {
        leader = world.mutate(step.state());
        for (LeaderEffect effect : step.effects()) {
            switch (effect) {
                case LeaderEffect.AppendEpochStart start -> {
                    log.append(new Entry(start.leaderEpoch(), 0));
                    lead(new LeaderEvent.Appended(log.end()));
                    flushSoon();
                }
                case LeaderEffect.AnswerLeaderAcks _ -> {}
                case LeaderEffect.RaiseHighWatermark(long highWatermark) -> {
                    world.committed(this, highWatermark);
                    List<Long> done =
                            unanswered.keySet().stream().filter(o -> o < highWatermark).toList();
                    done.forEach(offset -> unanswered.remove(offset).run());
                }
                case LeaderEffect.ProposeIsr(IsrProposal proposal) ->
                        world.coordinators.forEach(c -> send(c, () -> c.propose(this, proposal)));
                case LeaderEffect.Resign() -> {
                    int epoch = step.state().leaderEpoch();
                    world.coordinators.forEach(c -> send(c, () -> c.resign(id, epoch)));
                }
                case LeaderEffect.DenounceReplica(int replica, long epoch) ->
                        world.coordinators.forEach(c -> send(c, () -> c.denounce(replica, epoch)));
            }
        }
    }

    void refused(IsrProposal proposal) {
        LeaderState now = leader;
        if (now != null && world.bug == Bug.NO_WITHDRAW && now.proposal().isPresent()) {
            leader = world.withoutProposal(now);
        } else {
            lead(new LeaderEvent.ProposalRefused(proposal, world.time.nowMs()));
        }
    }

    private void flushSoon() {
        if (world.bug == Bug.COUNT_UNFLUSHED && leader != null) {
            lead(new LeaderEvent.Flushed(log.end()));
        }
        if (flushing) {
            return;
        }
        flushing = true;
        long end = log.end();
        after(
                1 + world.random.nextInt(world.flushMaxMs),
                () -> {
                    flushing = false;
                    log.flush(Math.min(end, log.end()));
                    lead(new LeaderEvent.Flushed(Math.max(log.durable(), durableSeen())));
                    FollowerState now = follower;
                    if (now != null) {
                        follow(new FollowerEvent.Flushed(now.leaderEpoch(), log.durable()));
                    }
                    if (log.durable() < log.end()) {
                        flushSoon();
                    }
                });
    }

    private long durableSeen() {
        return leader == null ? 0 : leader.own().flushed();
    }

    // ---- following

    private void fetch() {
        FollowerState now = follower;
        if (now == null) {
            return;
        }
        long number = ++fetchNumber;
        FollowerFetch honest = now.fetch();
        FollowerFetch fetch =
                world.bug == Bug.COUNT_UNFLUSHED
                        ? new FollowerFetch(
                                honest.replica(),
                                honest.brokerEpoch(),
                                honest.leaderEpoch(),
                                honest.lastEpoch(),
                                honest.logEnd(),
                                honest.logEnd())
                        : honest;
        Broker to = world.broker(now.leader());
        send(to, () -> to.serve(this, fetch, number));
        after(
                300,
                () -> {
                    if (number == fetchNumber) {
                        fetch();
                    }
                });
    }

    private void serve(Broker from, FollowerFetch fetch, long number) {
        LeaderState now = leader;
        if (now == null) {
            return;
        }
        FollowerFetch judged =
                world.bug == Bug.NO_EPOCH_FENCE
                        ? new FollowerFetch(
                                fetch.replica(),
                                fetch.brokerEpoch(),
                                now.leaderEpoch(),
                                fetch.lastEpoch(),
                                fetch.logEnd(),
                                fetch.flushed())
                        : fetch;
        FetchVerdict verdict = now.judge(judged, log, 0);
        List<Entry> batch = new ArrayList<>();
        if (verdict instanceof FetchVerdict.Serve) {
            batch.addAll(log.from(judged.logEnd(), FETCH_MAX));
            lead(new LeaderEvent.Fetched(judged, world.time.nowMs()));
        }
        long highWatermark = leader == null ? 0 : leader.highWatermark();
        int epoch = fetch.leaderEpoch();
        send(from, () -> from.answered(number, epoch, verdict, batch, highWatermark));
    }

    private void answered(
            long number, int epoch, FetchVerdict verdict, List<Entry> batch, long highWatermark) {
        FollowerState now = follower;
        if (now == null || number != fetchNumber || epoch != now.leaderEpoch()) {
            return;
        }
        fetchNumber++;
        switch (verdict) {
            case FetchVerdict.Serve _ -> {
                batch.forEach(log::append);
                follow(
                        new FollowerEvent.Appended(
                                epoch, log.end(), log.lastEpoch(), highWatermark));
                flushSoon();
            }
            case FetchVerdict.Diverging(var end) -> follow(new FollowerEvent.Diverged(epoch, end));
            case FetchVerdict.BelowLogStart(long start) ->
                    follow(new FollowerEvent.BelowLogStart(epoch, start));
            case FetchVerdict.Refused _ -> {}
        }
        after(batch.isEmpty() ? 30 : 3, this::fetch);
    }

    private void follow(FollowerEvent event) {
        FollowerState now = world.require(follower);
        FollowerState.Step step = now.step(event, log);
        follower = step.state();
        for (FollowerEffect effect : step.effects()) {
            switch (effect) {
                case FollowerEffect.TruncateTo(long end) -> {
                    checkpoint = Math.min(checkpoint, end);
                    log.truncate(end);
                }
                case FollowerEffect.BeginAnewAt(long offset) -> {
                    checkpoint = 0;
                    log.reset();
                }
                case FollowerEffect.NoteHighWatermark _ -> {}
            }
        }
    }
}
