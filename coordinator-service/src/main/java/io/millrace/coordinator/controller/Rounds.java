package io.millrace.coordinator.controller;

import io.millrace.coordinator.liveness.Heartbeats;
import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.Drains;
import io.millrace.coordinator.state.Fences;
import io.millrace.coordinator.state.Headless;
import io.millrace.coordinator.state.Moves;
import io.millrace.coordinator.state.PreferredLeaders;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the controller does unasked, look after look: fences who is silent, elects leaders, ends
 * moves, lets brokers go, prefers leaders. Owned by the controller's loop.
 */
final class Rounds {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    /** Of partitions in a transaction that nobody waits for (decision 23). */
    private static final int BATCH = 5_000;

    private final Reign reign;
    private final LongSupplier nanoTime;
    private final Duration preferInterval;
    private final int preferMax;
    private long preferAt;
    private long settledVersion = -1;
    private Set<Integer> settledLeaving = Set.of();

    Rounds(Reign reign, LongSupplier nanoTime, Duration preferInterval, int preferMax) {
        this.reign = reign;
        this.nanoTime = nanoTime;
        this.preferInterval = preferInterval;
        this.preferMax = preferMax;
        this.preferAt = nanoTime.getAsLong() + preferInterval.toNanos();
    }

    /** Looks once. Failures of the database come out of it as they are. */
    void look() {
        Heartbeats.Look brokers = reign.heartbeats().look(reign.state().live());
        if (reign.listens() && brokers.complete()) {
            reign.listened();
        }
        if (reign.listens() || reign.state().safeMode()) {
            askForCopies();
            return;
        }
        fence(brokers.overdue());
        if (!isQuiet()) {
            settle();
        }
        prefer();
    }

    /** Ten thousand partitions need not be looked at ten times a second. */
    private boolean isQuiet() {
        return reign.state().version() == settledVersion
                && reign.recovery().headless().isEmpty()
                && reign.electorate().leaving().equals(settledLeaving);
    }

    private void settle() {
        elect();
        inBatches(() -> Fences.shrinks(reign.state(), BATCH));
        inBatches(() -> Moves.settle(reign.state(), reign.electorate(), BATCH));
        inBatches(() -> Drains.moves(reign.state(), reign.electorate(), BATCH));
        askForCopies();
        settledVersion = reign.state().version();
        settledLeaving = reign.electorate().leaving();
    }

    private void fence(Set<Integer> overdue) {
        if (overdue.isEmpty()) {
            return;
        }
        ControlState state = reign.state();
        List<Change> changes = Fences.leadersFirst(state, overdue, reign.electorate().leaving());
        reign.commit(changes);
        LOG.atWarn()
                .setMessage("fenced brokers that can't be reached")
                .addKeyValue("brokers", overdue)
                .addKeyValue("leaderships", changes.size() - overdue.size())
                .log();
    }

    private void elect() {
        reign.recovery().look(reign.state());
        reign.commit(
                Headless.elections(
                        reign.state(),
                        reign.recovery().headless(),
                        reign.electorate(),
                        reign.recovery()));
    }

    private void prefer() {
        if (nanoTime.getAsLong() - preferAt >= 0) {
            preferAt = nanoTime.getAsLong() + preferInterval.toNanos();
            reign.commit(
                    PreferredLeaders.moves(
                            reign.state(), reign.electorate(), topic -> true, preferMax));
        }
    }

    private void askForCopies() {
        ControlState state = reign.state();
        var electorate = reign.electorate();
        reign.recovery().look(state);
        reign.stand(
                new Standing(
                        reign.recovery().wanted(state, electorate),
                        Drains.done(state, electorate)));
    }

    private void inBatches(Supplier<List<Change>> next) {
        for (List<Change> changes = next.get(); !changes.isEmpty(); changes = next.get()) {
            reign.commit(changes);
        }
    }
}
