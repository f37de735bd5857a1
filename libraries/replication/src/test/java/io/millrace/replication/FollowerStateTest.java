package io.millrace.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.replication.EpochHistory.EpochEnd;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FollowerStateTest {
    private static final int LEADER = 1;
    private static final int EPOCH = 9;

    /** A log as the list of the epochs of its records; it begins at 0. */
    private record Log(List<Integer> epochs) implements EpochHistory {

        @Override
        public EpochEnd endOf(int epoch) {
            int end = 0;
            int found = -1;
            while (end < epochs.size() && epochs.get(end) <= epoch) {
                found = epochs.get(end);
                end++;
            }
            return new EpochEnd(found, end);
        }

        int lastEpoch() {
            return epochs.isEmpty() ? -1 : epochs.getLast();
        }
    }

    private static FollowerState follower(Log log, long flushed, long highWatermark) {
        return new FollowerState(
                2, 7, LEADER, EPOCH, log.lastEpoch(), log.epochs().size(), flushed, highWatermark);
    }

    private static LeaderState leader(Log log) {
        IsrView view =
                new IsrView(List.of(1, 2), java.util.Map.of(1, 7L), java.util.Set.of(), 1, 0);
        return LeaderState.become(
                        new Leadership(
                                LEADER, 7, EPOCH, log.epochs().size(), 0, view, false, 0, 10_000))
                .state();
    }

    /**
     * R3, I-5: whatever two logs hold, the follower's becomes a prefix of the leader's, and loses
     * nothing that the leader has with the same epochs.
     */
    @Property
    void truncatesToWhatBothLogsShare(
            @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 8) Integer> common,
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 8) Integer> leaders,
            @ForAll @Size(max = 8) List<@IntRange(min = 1, max = 8) Integer> followers) {
        // Given: epochs never decrease, and an epoch has one leader, so that its records are the
        // same
        Log leaderLog = rising(common, leaders);
        Log followerLog = rising(common, onlyForeign(leaderLog, common, followers));
        LeaderState leader = leader(leaderLog);
        FollowerState follower = follower(followerLog, followerLog.epochs().size(), 0);

        // When
        Log log = followerLog;
        int answers = 0;
        while (leader.judge(follower.fetch(), leaderLog, 0)
                instanceof FetchVerdict.Diverging(EpochEnd end)) {
            FollowerState.Step step = follower.step(new FollowerEvent.Diverged(EPOCH, end), log);
            follower = step.state();
            log = new Log(log.epochs().subList(0, (int) follower.logEnd()));
            assertThat(follower.lastEpoch()).isEqualTo(log.lastEpoch());
            assertThat(++answers).isLessThan(20);
        }

        // Then
        int shared = shared(leaderLog, followerLog);
        assertThat(log.epochs()).isEqualTo(leaderLog.epochs().subList(0, log.epochs().size()));
        assertThat(log.epochs()).hasSize(shared);
    }

    private static Log rising(List<Integer> first, List<Integer> second) {
        List<Integer> epochs = new ArrayList<>(first.stream().sorted().toList());
        int floor = epochs.isEmpty() ? 1 : epochs.getLast();
        second.stream().sorted().filter(e -> e >= floor).forEach(epochs::add);
        return new Log(epochs);
    }

    /**
     * Records behind the common part that the leader does not have: of epochs that it never saw.
     */
    private static List<Integer> onlyForeign(
            Log leader, List<Integer> common, List<Integer> candidates) {
        List<Integer> own = leader.epochs().subList(common.size(), leader.epochs().size());
        return candidates.stream().filter(e -> !own.contains(e)).toList();
    }

    private static int shared(Log a, Log b) {
        int n = 0;
        while (n < Math.min(a.epochs().size(), b.epochs().size())
                && a.epochs().get(n).equals(b.epochs().get(n))) {
            n++;
        }
        return n;
    }

    @Test
    void knowsAsCommittedOnlyWhatItHas() {
        // Given
        FollowerState follower = follower(new Log(List.of(1, 1, 1)), 3, 1);

        // When
        FollowerState.Step step =
                follower.step(new FollowerEvent.Appended(EPOCH, 5, 1, 8), new Log(List.of()));

        // Then
        assertThat(step.state().highWatermark()).isEqualTo(5);
        assertThat(step.effects()).containsExactly(new FollowerEffect.NoteHighWatermark(5));
    }

    @Test
    void takesNoNoticeOfAnotherReign() {
        // Given
        FollowerState follower = follower(new Log(List.of(1, 1, 1)), 3, 1);

        // When
        FollowerState.Step step =
                follower.step(
                        new FollowerEvent.Diverged(EPOCH - 1, new EpochEnd(-1, 0)),
                        new Log(List.of(1, 1, 1)));

        // Then
        assertThat(step).isEqualTo(new FollowerState.Step(follower, List.of()));
    }

    @Test
    void stopsWhenALeaderWouldHaveItTruncateForEver() {
        // Given
        Log log = new Log(List.of(1, 1, 1));
        FollowerState follower = follower(log, 3, 1);

        // When // Then
        assertThatThrownBy(
                        () ->
                                follower.step(
                                        new FollowerEvent.Diverged(EPOCH, new EpochEnd(1, 3)), log))
                .isInstanceOf(IllegalStateException.class);
    }
}
