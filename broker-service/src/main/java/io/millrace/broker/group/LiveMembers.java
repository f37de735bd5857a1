package io.millrace.broker.group;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberAnswers;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.MemberId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private final Map<Name, Set<Kept>> members = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("live-members").factory());

    /**
     * @param listener called by any thread; must not block
     */
    private record Kept(Supplier<MemberBeat> beat, Consumer<MemberAnswer> listener) {}

    private record Name(GroupId group, MemberId member) {}

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
    public Keeping keep(
            GroupId group,
            MemberId member,
            Supplier<MemberBeat> beat,
            Consumer<MemberAnswer> listener) {
        Name name = new Name(group, member);
        Kept kept = new Kept(beat, listener);
        members.compute(
                name,
                (_, before) -> {
                    Set<Kept> now = new HashSet<>(before == null ? Set.of() : before);
                    now.add(kept);
                    return now;
                });
        return () ->
                members.computeIfPresent(
                        name,
                        (_, before) -> {
                            Set<Kept> now = new HashSet<>(before);
                            now.remove(kept);
                            return now.isEmpty() ? null : now;
                        });
    }

    /** What the member was answered elsewhere: whoever speaks for it need not ask. */
    public void tell(GroupId group, MemberId member, MemberAnswer answer) {
        members.getOrDefault(new Name(group, member), Set.of())
                .forEach(kept -> kept.listener().accept(answer));
    }

    public int count() {
        return members.values().stream().mapToInt(Set::size).sum();
    }

    private void beatAll() {
        List<Kept> all = members.values().stream().flatMap(Set::stream).toList();
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
