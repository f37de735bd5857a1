package io.millrace.broker.group;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.ReadOffsets;
import io.millrace.protocol.group.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Asks owners of groups, and while one moves asks again, for as long as a client would wait. Any
 * thread that may block; it is never interrupted.
 */
public final class GroupCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Set<ErrorCode> NOTHING_DONE =
            Set.of(ErrorCode.COORDINATOR_LOADING, ErrorCode.NOT_COORDINATOR);
    private static final Set<ErrorCode> PASSING =
            Set.of(
                    ErrorCode.COORDINATOR_LOADING,
                    ErrorCode.NOT_COORDINATOR,
                    ErrorCode.REQUEST_TIMED_OUT);

    private final GroupOwners owners;

    public GroupCalls(GroupOwners owners) {
        this.owners = owners;
    }

    public Membership join(JoinGroup wish) {
        return patiently(PASSING, () -> owners.join(wish));
    }

    /** One member's heartbeat, which is refused by an exception. */
    public MemberAnswer beat(MemberBeat beat) {
        return patiently(
                PASSING,
                () -> {
                    MemberAnswer answer =
                            owners.beat(new MemberBeats(List.of(beat))).answers().getFirst();
                    answer.refusal()
                            .map(Refusal::problem)
                            .ifPresent(
                                    problem -> {
                                        throw problem.asException();
                                    });
                    return answer;
                });
    }

    public void leave(LeaveGroup leaving) {
        boolean ignored =
                patiently(
                        PASSING,
                        () -> {
                            owners.leave(leaving);
                            return true;
                        });
    }

    /**
     * A member's is fenced by its epoch and never goes back, so that it may come twice. Without a
     * member, what was committed meanwhile would be undone by it.
     */
    public CommittedOffsets commit(CommitOffsets commit) {
        return patiently(
                commit.committer().isPresent() ? PASSING : NOTHING_DONE,
                () -> owners.commit(commit));
    }

    public CommittedOffsets offsets(ReadOffsets read) {
        return patiently(PASSING, () -> owners.offsets(read));
    }

    /** Whether it passes by itself: a group's owner is silent, or about to be another. */
    public static boolean isPassing(ErrorCode code) {
        return PASSING.contains(code);
    }

    private static <T> T patiently(Set<ErrorCode> passing, Supplier<T> call) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return call.get();
            } catch (MillraceException e) {
                if (!passing.contains(e.problem().code()) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts a request", e);
        }
    }
}
