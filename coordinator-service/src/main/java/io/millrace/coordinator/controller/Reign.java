package io.millrace.coordinator.controller;

import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.coordinator.liveness.Heartbeats;
import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.ControlState;
import io.millrace.coordinator.state.Decision;
import io.millrace.coordinator.state.Electorate;
import io.millrace.protocol.Problem;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One controller from its claim to its end: all that it knows, and forgets with it. The loop owns
 * it; other threads read {@link #state()} and {@link #standing()} and tell {@link #heartbeats()}.
 *
 * <p>Each change goes the same way: decide on the cache, COMMIT, change the cache, publish, answer.
 */
final class Reign {

    private final ControlDatabase database;
    private final Consumer<ClusterMetadata> publish;
    private final Heartbeats heartbeats;
    private final Recovery recovery;
    private final MetadataFeed feed = new MetadataFeed();
    private final HighestSeen seen = new HighestSeen();

    private volatile ControlState state;
    private volatile ClusterMetadata metadata;
    private volatile Standing standing = Standing.NOTHING;
    private boolean listening = true;

    /**
     * @param publish takes what is committed, first of all what was claimed
     */
    Reign(
            ControlDatabase database,
            ControlState claimed,
            Heartbeats heartbeats,
            Recovery recovery,
            Consumer<ClusterMetadata> publish) {
        this.database = database;
        this.state = claimed;
        this.heartbeats = heartbeats;
        this.recovery = recovery;
        this.publish = publish;
        this.metadata = claimed.metadata();
        announce();
    }

    /** The newest committed state. Any thread. */
    ControlState state() {
        return state;
    }

    /** What is published of it. Any thread. */
    ClusterMetadata metadata() {
        return metadata;
    }

    /** What brokers are told with their heartbeats. Any thread. */
    Standing standing() {
        return standing;
    }

    void stand(Standing next) {
        standing = next;
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    Recovery recovery() {
        return recovery;
    }

    MetadataFeed feed() {
        return feed;
    }

    HighestSeen seen() {
        return seen;
    }

    Electorate electorate() {
        var live = state.live();
        Set<Integer> leaving = new HashSet<>(state.drained());
        leaving.addAll(heartbeats.leaving(live));
        return new Electorate(live, leaving);
    }

    /**
     * Whether it only listens yet: it changes nothing until each broker that should live was heard
     * or missed its deadline, so that nobody's word of a lost history comes too late (decision 21).
     */
    boolean listens() {
        return listening;
    }

    void listened() {
        listening = false;
    }

    /**
     * Commits what is decided.
     *
     * @throws io.millrace.protocol.MillraceException with the refusal
     */
    ControlState change(Decision decision) {
        return switch (decision) {
            case Decision.Refused(Problem problem) -> throw problem.asException();
            case Decision.Accepted(List<Change> changes) -> commit(changes);
        };
    }

    /** The same; in a dry run it changes nothing, and tells what would be. */
    ControlState change(Decision decision, boolean dryRun) {
        if (dryRun && decision instanceof Decision.Accepted(List<Change> changes)) {
            return state.after(changes, state.version());
        }
        return change(decision);
    }

    /** One transaction, or none if there is nothing to change. */
    ControlState commit(List<Change> changes) {
        return commit(changes, state.version() + 1);
    }

    ControlState commit(List<Change> changes, long version) {
        if (!changes.isEmpty()) {
            database.transaction(state.controllerEpoch()).commit(state.version(), version, changes);
            state = state.after(changes, version);
            metadata = state.metadata();
            announce();
        }
        return state;
    }

    private void announce() {
        feed.add(metadata);
        publish.accept(metadata);
    }
}
