package io.millrace.simulation;

import io.millrace.replication.IsrProposal;
import io.millrace.replication.controller.Elections;
import io.millrace.replication.controller.Elections.CopyReport;
import io.millrace.replication.controller.IsrDecision;
import io.millrace.replication.controller.IsrRules;
import io.millrace.replication.controller.PartitionRegistration;
import io.millrace.replication.controller.Reassignments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A coordinator; the controller as long as it holds the newest controller epoch. */
final class Coordinator extends Node {
    private static final long DEADLINE_MS = 1_800;
    private static final long RECOVERY_WAIT_MS = 3_000;

    private final World world;
    private Database.@Nullable State state;
    private final Map<Integer, Long> heardMs = new HashMap<>();
    private final Map<Integer, CopyReport> reports = new HashMap<>();
    private long headlessSinceMs = -1;

    Coordinator(int id, World world) {
        super(id, world.time, world.network);
        this.world = world;
    }

    boolean isController() {
        return state != null;
    }

    @Override
    protected void started() {
        every(100, this::look);
        every(400, this::publish);
    }

    @Override
    protected void killed() {
        stepDown();
    }

    /** The lock says that this one may try; the claim is what makes it controller. */
    void mayLead() {
        if (state == null && !world.database.isDown()) {
            state = world.database.claim();
            headlessSinceMs = -1;
            state.live().keySet().forEach(broker -> heardMs.put(broker, world.time.nowMs()));
            publish();
        }
    }

    private void stepDown() {
        state = null;
        heardMs.clear();
        reports.clear();
    }

    private void look() {
        Database.State now = state;
        if (now == null) {
            return;
        }
        for (int broker : now.live().keySet()) {
            if (world.time.nowMs() - heardMs.getOrDefault(broker, 0L) > DEADLINE_MS) {
                fence(broker);
                return;
            }
        }
        if (now.partition().leader().isEmpty()) {
            headlessSinceMs = headlessSinceMs < 0 ? world.time.nowMs() : headlessSinceMs;
            elect(now).ifPresent(next -> commit(now.brokerEpochs(), now.fenced(), next));
        } else {
            headlessSinceMs = -1;
            Reassignments.settle(now.partition(), now.live(), world.minIsr)
                    .ifPresent(next -> commit(now.brokerEpochs(), now.fenced(), next));
        }
    }

    // ---- administration

    /** Moves the partition to other brokers, or back while it moves. */
    void move(List<Integer> target) {
        Database.State now = state;
        if (now == null) {
            return;
        }
        PartitionRegistration partition = now.partition();
        commit(
                now.brokerEpochs(),
                now.fenced(),
                Reassignments.isMoving(partition) && world.random.nextBoolean()
                        ? Reassignments.cancel(partition).orElseThrow()
                        : Reassignments.begin(partition, target));
    }

    /** Hands the leadership to the preferred leader, if that could lead. */
    void prefer() {
        Database.State now = state;
        if (now == null) {
            return;
        }
        OptionalInt preferred = Elections.preferred(now.partition(), now.live());
        if (preferred.isPresent()) {
            int broker = preferred.getAsInt();
            commit(
                    now.brokerEpochs(),
                    now.fenced(),
                    now.partition().ledBy(broker, now.live().get(broker)));
        }
    }

    private Optional<PartitionRegistration> elect(Database.State now) {
        PartitionRegistration partition = now.partition();
        OptionalInt leader = Elections.verified(partition, now.live());
        if (leader.isEmpty()) {
            boolean waited =
                    headlessSinceMs >= 0 && world.time.nowMs() - headlessSinceMs > RECOVERY_WAIT_MS;
            leader = Elections.recovery(partition, now.live(), reports, waited);
        }
        return leader.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        partition.ledBy(leader.getAsInt(), now.live().get(leader.getAsInt())));
    }

    private void fence(int broker) {
        Database.State now = state;
        if (now == null) {
            return;
        }
        Map<Integer, Boolean> fenced = new HashMap<>(now.fenced());
        fenced.put(broker, true);
        commit(
                now.brokerEpochs(),
                fenced,
                now.partition().without(broker, world.minIsr).orElse(now.partition()));
    }

    // ---- brokers

    void register(Broker from, long incarnation, CopyReport report) {
        Database.State now = state;
        if (now == null) {
            return;
        }
        long epoch = now.version() + 1;
        Map<Integer, Long> epochs = new HashMap<>(now.brokerEpochs());
        epochs.put(from.id, epoch);
        Map<Integer, Boolean> fenced = new HashMap<>(now.fenced());
        fenced.put(from.id, false);
        boolean whole = report.whole() || world.bug == Bug.NO_LOSS_REMOVAL;
        Optional<PartitionRegistration> next =
                whole
                        ? now.partition().without(from.id, world.minIsr)
                        : now.partition().withoutLost(from.id);
        if (commit(epochs, fenced, next.orElse(now.partition()))) {
            heard(from.id, epoch, report);
            Metadata metadata = Metadata.of(world.require(state));
            send(from, () -> from.registered(incarnation, epoch, metadata));
        }
    }

    void heartbeat(Broker from, long brokerEpoch, CopyReport report) {
        Database.State now = state;
        if (now == null) {
            return;
        }
        if (now.live().getOrDefault(from.id, -1L) != brokerEpoch) {
            send(from, () -> from.fenced(brokerEpoch));
        } else {
            heard(from.id, brokerEpoch, report);
        }
    }

    private void heard(int broker, long epoch, CopyReport report) {
        heardMs.put(broker, world.time.nowMs());
        reports.put(
                broker,
                new CopyReport(
                        epoch,
                        report.whole(),
                        report.lastEpoch(),
                        report.durableEnd(),
                        report.highWatermark()));
    }

    void propose(Broker from, IsrProposal proposal) {
        Database.State now = state;
        if (now == null) {
            return;
        }
        Map<Integer, Long> live =
                world.bug == Bug.NO_BROKER_EPOCH ? proposal.members() : now.live();
        switch (IsrRules.decide(now.partition(), from.id, proposal, live, world.minIsr)) {
            case IsrDecision.Accepted(PartitionRegistration next) ->
                    commit(now.brokerEpochs(), now.fenced(), next);
            case IsrDecision.Refused _ -> send(from, () -> from.refused(proposal));
        }
    }

    void denounce(int broker, long brokerEpoch) {
        Database.State now = state;
        if (now != null && now.live().getOrDefault(broker, -1L) == brokerEpoch) {
            now.partition()
                    .withoutLost(broker)
                    .ifPresent(next -> commit(now.brokerEpochs(), now.fenced(), next));
        }
    }

    /** It goes only if another verified member can lead. */
    void resign(int broker, int leaderEpoch) {
        Database.State now = state;
        if (now == null
                || !now.partition().isLedBy(broker)
                || now.partition().leaderEpoch() != leaderEpoch) {
            return;
        }
        Map<Integer, Long> others = new HashMap<>(now.live());
        others.remove(broker);
        Elections.verified(now.partition(), others)
                .ifPresent(
                        next ->
                                commit(
                                        now.brokerEpochs(),
                                        now.fenced(),
                                        now.partition().ledBy(next, others.get(next))));
    }

    // ---- the transaction

    /** COMMIT, then the cache, then the brokers. What is not known to be committed is not used. */
    private boolean commit(
            Map<Integer, Long> epochs, Map<Integer, Boolean> fenced, PartitionRegistration next) {
        Database.State now = world.require(state);
        Database.State after =
                new Database.State(now.controllerEpoch(), now.version() + 1, next, epochs, fenced);
        if (world.bug == Bug.PUBLISH_BEFORE_COMMIT) {
            push(Metadata.of(after));
        }
        boolean unclear = world.random.nextInt(100) < world.unclearCommitPercent;
        if (world.database.isDown() || (unclear && world.random.nextBoolean())) {
            stepDown();
            return false;
        }
        boolean committed = world.database.commit(after);
        world.changed();
        if (!committed || unclear) {
            stepDown();
            return false;
        }
        state = after;
        publish();
        return true;
    }

    private void publish() {
        if (state != null) {
            push(Metadata.of(state));
        }
    }

    private void push(Metadata metadata) {
        for (Broker broker : world.brokers) {
            send(broker, () -> broker.apply(metadata));
        }
    }
}
