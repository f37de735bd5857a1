package io.millrace.admin.lag;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.GroupId;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampledGroupsTest {
    private static final long NOW = 1_780_000_000_000L;
    private static final long MINUTE = 60_000;
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final SampledGroups groups = new SampledGroups(3, 5);

    private static List<GroupId> ids(String... names) {
        return Arrays.stream(names).map(GroupId::new).toList();
    }

    private static GroupId id(String name) {
        return new GroupId(name);
    }

    private void sample(String group, long atMs, String... topics) {
        groups.add(id(group), atMs, found(atMs, topics));
    }

    private static SortedMap<TopicName, LagSample> found(long atMs, String... topics) {
        SortedMap<TopicName, LagSample> found = new TreeMap<>();
        for (String topic : topics) {
            found.put(
                    new TopicName(topic),
                    new LagSample(atMs, OptionalLong.of(7), OptionalLong.of(70)));
        }
        return found;
    }

    private LagHistory history(String group) {
        return groups.history(id(group), Integer.MAX_VALUE);
    }

    @Test
    void remembersWhatWasFoundOfEachTopic() {
        // Given
        var _ = groups.choose(ids("a"), NOW);

        // When
        sample("a", NOW, "x", "y");
        sample("a", NOW + MINUTE, "x", "y");

        // Then
        assertThat(history("a").topics().keySet())
                .containsExactly(new TopicName("x"), new TopicName("y"));
        assertThat(history("a").total())
                .containsExactly(
                        new LagSample(NOW, OptionalLong.of(14), OptionalLong.of(70)),
                        new LagSample(NOW + MINUTE, OptionalLong.of(14), OptionalLong.of(70)));
        assertThat(history("a").sinceMs()).hasValue(NOW);
        assertThat(history("a").sampled()).isTrue();
        assertThat(history("b")).isEqualTo(LagHistory.NONE);
    }

    @Test
    void samplesNoMoreGroupsThanThereIsRoomForAndStaysWithThem() {
        // Given
        var _ = groups.choose(ids("b", "c", "d"), NOW);

        // When
        List<GroupId> chosen = groups.choose(ids("a", "b", "c", "d"), NOW + MINUTE);

        // Then
        assertThat(chosen).containsExactlyInAnyOrderElementsOf(ids("b", "c", "d"));
    }

    @Test
    void makesRoomForWhatSomebodyLooksAtForADay() {
        // Given
        var _ = groups.choose(ids("a", "b", "c"), NOW);
        sample("c", NOW, "x");

        // When
        groups.want(id("z"), NOW);

        // Then
        assertThat(groups.choose(ids("a"), NOW + DAY))
                .containsExactlyInAnyOrderElementsOf(ids("z", "a", "b"));
        assertThat(history("c")).isEqualTo(LagHistory.NONE);
    }

    @Test
    void letsGoOfWhatNobodyHasLookedAtForADay() {
        // Given
        var _ = groups.choose(ids("a", "b", "c"), NOW);
        groups.want(id("z"), NOW);
        var _ = groups.choose(ids("a"), NOW);

        // When
        groups.want(id("y"), NOW + DAY + 1);

        // Then
        assertThat(groups.choose(ids("a"), NOW + DAY + 1))
                .containsExactlyInAnyOrderElementsOf(ids("y", "a", "b"));
    }

    @Test
    void takesNothingAwayFromThoseThatWereLookedAtFirst() {
        // Given
        for (String name : List.of("a", "b", "c")) {
            groups.want(id(name), NOW);
        }

        // When
        groups.want(id("d"), NOW);

        // Then
        assertThat(groups.choose(ids("d"), NOW))
                .containsExactlyInAnyOrderElementsOf(ids("a", "b", "c"));
        groups.drop(id("a"));
        groups.want(id("d"), NOW);
        assertThat(groups.choose(List.of(), NOW))
                .containsExactlyInAnyOrderElementsOf(ids("b", "c", "d"));
    }

    @Test
    void keepsNoMoreSeriesThanThereIsRoomForAndSaysSo() {
        // Given
        var _ = groups.choose(ids("a", "b"), NOW);

        // When
        sample("a", NOW, "1", "2", "3");
        sample("b", NOW, "1", "2", "3");

        // Then
        assertThat(history("a").topicsLeftOut()).isZero();
        assertThat(history("b").topics()).hasSize(2);
        assertThat(history("b").topicsLeftOut()).isEqualTo(1);
        assertThat(history("b").trend()).isEmpty();
        assertThat(groups.topicsLeftOut()).isEqualTo(1);
    }

    @Test
    void givesAGroupThatIsLookedAtTheRoomOfThoseThatAreNot() {
        // Given
        var _ = groups.choose(ids("a", "b"), NOW);
        sample("a", NOW, "1", "2", "3", "4");
        groups.want(id("b"), NOW);
        sample("b", NOW, "1", "2", "3", "4", "5");

        // When
        var _ = groups.choose(ids("a", "b"), NOW + MINUTE);
        sample("b", NOW + MINUTE, "1", "2", "3", "4", "5");

        // Then
        assertThat(history("b").topics()).hasSize(5);
        assertThat(history("a").sampled()).isFalse();
    }

    @Test
    void letsNoGroupHaveAllTheRoom() {
        // Given
        SampledGroups many = new SampledGroups(3, 1_000);
        var _ = many.choose(ids("a"), NOW);

        // When
        many.add(
                id("a"),
                NOW,
                found(
                        NOW,
                        IntStream.range(0, 60).mapToObj(Integer::toString).toArray(String[]::new)));

        // Then
        LagHistory history = many.history(id("a"), 1);
        assertThat(history.topics()).hasSize(SampledGroups.TOPICS_MAX);
        assertThat(history.topicsLeftOut()).isEqualTo(10);
    }

    @Test
    void asksFirstForThoseThatHadNoSampleForTheLongestTime() {
        // Given
        var _ = groups.choose(ids("a", "b", "c"), NOW);
        sample("a", NOW + 1, "x");
        sample("b", NOW, "x");

        // When
        List<GroupId> chosen = groups.choose(ids("a", "b", "c"), NOW + MINUTE);

        // Then
        assertThat(chosen).containsExactlyElementsOf(ids("c", "b", "a"));
    }

    @Test
    void forgetsTopicsThatAreNotReadAnyMoreAndGroupsThatAreGone() {
        // Given
        var _ = groups.choose(ids("a", "b"), NOW);
        sample("a", NOW, "x", "y");
        sample("b", NOW, "x");

        // When
        sample("a", NOW + MINUTE, "y");
        groups.drop(id("b"));
        sample("b", NOW + MINUTE, "x");

        // Then
        assertThat(history("a").topics().keySet()).containsExactly(new TopicName("y"));
        assertThat(history("b")).isEqualTo(LagHistory.NONE);
    }

    @Test
    void takesATopicThatHasJustComeForNoRise() {
        // Given
        var _ = groups.choose(ids("a"), NOW);
        for (int minute = 0; minute < 10; minute++) {
            sample("a", NOW + minute * MINUTE, "x");
        }

        // When
        for (int minute = 10; minute < 13; minute++) {
            sample("a", NOW + minute * MINUTE, "x", "y");
        }

        // Then
        LagHistory history = history("a");
        assertThat(history.total()).hasSize(3);
        assertThat(history.trend())
                .get()
                .extracting(LagTrend::direction)
                .isEqualTo(LagTrend.Direction.STEADY);
    }

    @Test
    void knowsNoSumWhereAPartIsUnknown() {
        // Given
        LagSample known = new LagSample(NOW, OptionalLong.of(3), OptionalLong.of(5));
        LagSample unknown = new LagSample(NOW, OptionalLong.empty(), OptionalLong.of(9));

        // When
        LagSample both = known.with(unknown);

        // Then
        assertThat(both).isEqualTo(new LagSample(NOW, OptionalLong.empty(), OptionalLong.of(9)));
        assertThat(new LagHistory(true, 0, Collections.emptySortedMap()).total()).isEmpty();
    }
}
