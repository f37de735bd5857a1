package io.millrace.broker.group;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberAnswers;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberBeats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Members that this broker speaks for while they wait: it says again and again that they live, for
 * all of them together, and tells them what they hear. Any thread.
 */
public final class LiveMembers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveMembers.class);

    private final GroupOwners owners;
    private final Set<Kept> members = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("live-members").factory());

    /**
     * @param listener called by the timer's thread; must not block
     */
    private record Kept(Supplier<MemberBeat> beat, Consumer<MemberAnswer> listener) {}

    /** Ends the speaking for a member. */
    public interface Keeping extends AutoCloseable {
        @Override
        void close();
    }

    public LiveMembers(GroupOwners owners, Duration interval) {
        this.owners = owners;
        var _ =
                timer.scheduleWithFixedDelay(
                        this::beatAll,
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /**
     * Speaks for a member from now on.
     *
     * @param listener told each answer; must be quick and never throw
     */
    public Keeping keep(Supplier<MemberBeat> beat, Consumer<MemberAnswer> listener) {
        Kept kept = new Kept(beat, listener);
        members.add(kept);
        return () -> members.remove(kept);
    }

    public int count() {
        return members.size();
    }

    private void beatAll() {
        List<Kept> all = List.copyOf(members);
        for (int from = 0; from < all.size(); from += MemberBeats.MAX) {
            beat(all.subList(from, Math.min(all.size(), from + MemberBeats.MAX)));
        }
    }

    private void beat(List<Kept> some) {
        List<MemberBeat> beats = new ArrayList<>();
        some.forEach(kept -> beats.add(kept.beat().get()));
        try {
            MemberAnswers answers = owners.beat(new MemberBeats(beats));
            for (int n = 0; n < some.size(); n++) {
                some.get(n).listener().accept(answers.answers().get(n));
            }
        } catch (MillraceException e) {
            MemberAnswer loading =
                    MemberAnswer.refused(ErrorCode.COORDINATOR_LOADING, e.problem().detail());
            some.forEach(kept -> kept.listener().accept(loading));
        } catch (RuntimeException e) {
            // The timer must go on: else members that wait here would be taken for dead.
            LOG.atError().setCause(e).log("Members could not be spoken for");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
