package io.millrace.simulation.group;

import io.millrace.coordination.MemberId;
import io.millrace.coordinator.group.Seen;
import io.millrace.coordinator.group.SteppedCoordinator;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommitOffsets.Committer;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.UndoReset;
import io.millrace.simulation.Node;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A coordinator's process. What it answers is witnessed when it is decided, and then sent. */
final class Coordinator extends Node {
    private static final int LOOK_MS = 400;
    private static final int STEP_MS = 200;
    private static final int SESSION_MS = 700;
    private static final int STEP_MAX_MS = 4;

    private final World world;
    private Locks.View view;
    private SteppedCoordinator groups;
    private boolean stepping;

    Coordinator(int id, World world) {
        super(id, world.time, world.network);
        this.world = world;
        this.view = world.locks.of(self());
        this.groups = world.coordinatorOf(view);
    }

    private MemberId self() {
        return new MemberId("coordinator-%d-%d".formatted(id, incarnation()));
    }

    @Override
    protected void started() {
        view = world.locks.joined(self());
        groups = world.coordinatorOf(view);
        stepping = false;
        every(LOOK_MS, this::look);
        every(STEP_MS, this::step);
    }

    /** Coordination notices it when its session is over. */
    @Override
    protected void killed() {
        MemberId dead = view.self();
        world.time.after(
                SESSION_MS,
                () -> {
                    world.locks.expire(dead);
                    world.database.gone(dead.value());
                });
    }

    void pauseFor(long ms) {
        pause(ms);
        if (ms > SESSION_MS) {
            MemberId silent = view.self();
            world.time.after(SESSION_MS, () -> world.locks.expire(silent));
        }
    }

    private void look() {
        world.locks.joined(view.self());
        world.database.alive(view.self().value());
        groups.look();
    }

    private void step() {
        stepping = false;
        groups.step();
        world.invariants.knows(groups);
    }

    private void stepSoon() {
        if (!stepping) {
            stepping = true;
            after(world.random.nextInt(STEP_MAX_MS), this::step);
        }
    }

    /** Answers when it is decided, and committed. */
    private <T> void decide(
            Supplier<CompletableFuture<T>> wish,
            Consumer<T> then,
            Consumer<MillraceException> otherwise) {
        try {
            var _ =
                    wish.get()
                            .whenComplete(
                                    (answer, failure) ->
                                            world.witness(
                                                    () -> {
                                                        if (failure == null) {
                                                            then.accept(answer);
                                                        } else {
                                                            otherwise.accept(refusal(failure));
                                                        }
                                                    }));
            stepSoon();
        } catch (MillraceException refusal) {
            otherwise.accept(refusal);
        }
    }

    /** The same, seeing the group as it is when that is decided. */
    private <T> void decideSeen(
            GroupId group,
            Supplier<CompletableFuture<T>> wish,
            BiConsumer<Seen, T> then,
            Consumer<MillraceException> otherwise) {
        try {
            CompletableFuture<Seen> before = groups.see(group);
            decide(wish, answer -> then.accept(before.join(), answer), otherwise);
        } catch (MillraceException refusal) {
            otherwise.accept(refusal);
        }
    }

    private static MillraceException refusal(Throwable failure) {
        if (failure instanceof MillraceException refusal) {
            return refusal;
        }
        throw new AssertionError("no refusal", failure);
    }

    // ---- members

    void join(Client from, JoinGroup wish) {
        decideSeen(
                wish.group(),
                () -> groups.join(wish),
                (before, membership) -> {
                    world.invariants.commits().joined(wish, before, membership);
                    send(from, () -> from.joined(wish.incarnation(), membership));
                },
                refusal -> send(from, () -> from.refusedToJoin(wish.incarnation(), refusal)));
    }

    void beat(Client from, MemberBeat beat, UUID incarnation) {
        Consumer<MillraceException> otherwise =
                refusal -> {
                    world.invariants.refused(beat, refusal);
                    send(from, () -> from.refused(incarnation, refusal));
                };
        if (beat.commits().isEmpty()) {
            decide(() -> groups.beat(beat), answer -> tell(from, incarnation, answer), otherwise);
            return;
        }
        Committer by = new Committer(beat.member(), beat.memberEpoch());
        CommitOffsets commit = new CommitOffsets(beat.group(), Optional.of(by), beat.commits());
        decideSeen(
                beat.group(),
                () -> groups.beat(beat),
                (before, answer) -> {
                    world.invariants
                            .commits()
                            .committed(beat.session(), commit, before, answer.committed());
                    tell(from, incarnation, answer);
                },
                otherwise);
    }

    private void tell(Client to, UUID incarnation, MemberAnswer answer) {
        send(to, () -> to.heard(incarnation, answer.membership().orElseThrow()));
    }

    /**
     * @param session in which it was sent, which it does not say
     */
    void commit(CommitOffsets commit, long session) {
        decideSeen(
                commit.group(),
                () -> groups.commit(commit),
                (before, answer) ->
                        world.invariants.commits().committed(session, commit, before, answer),
                refusal -> {});
    }

    void leave(LeaveGroup leaving) {
        decide(() -> groups.leave(leaving), left -> {}, refusal -> {});
    }

    // ---- operators

    void reset(ResetOffsets wish) {
        decide(
                () -> groups.reset(wish),
                moved -> world.invariants.commits().moved(wish.group()),
                refusal -> {});
    }

    void undo(UndoReset wish) {
        decide(
                () -> groups.undo(wish),
                moved -> world.invariants.commits().moved(wish.group()),
                refusal -> {});
    }
}
