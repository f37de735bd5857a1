package io.millrace.admin.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.admin.lag.LagHistory;
import io.millrace.admin.lag.LagSample;
import io.millrace.admin.lag.LagTrend.Direction;
import io.millrace.admin.lag.SampledGroups;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.GroupId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LagRoundTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int GROUPS_MAX = 500;

    private final FakeGroups groups = new FakeGroups();
    private final FakeLogs logs = new FakeLogs();
    private final TestClock clock = new TestClock();
    private final SampledGroups samples = new SampledGroups(GROUPS_MAX, 1_000);
    private final LagRound round =
            new LagRound(
                    groups,
                    new LagDesk(groups, logs.topics(), logs, clock),
                    samples,
                    new LagProperties(MINUTE, GROUPS_MAX, 1_000),
                    clock);

    private LagRound.Result run() {
        return round.run(() -> false);
    }

    private LagHistory history(String group) {
        return samples.history(new GroupId(group), Integer.MAX_VALUE);
    }

    private List<LagSample> samples(String group, String topic) {
        return history(group).topics().getOrDefault(new TopicName(topic), List.of());
    }

    @Test
    void samplesEachTopicOfAGroup() {
        // Given
        groups.commit("billing", logs.partition("orders", 0, 100), 40);
        groups.commit("billing", logs.partition("orders", 1, 100), 90);
        groups.commit("billing", logs.partition("customers", 0, 7), 7);
        logs.ageMs = 3_000;

        // When
        LagRound.Result result = run();

        // Then
        assertThat(result).isEqualTo(new LagRound.Result(1, 0, 0));
        assertThat(samples("billing", "orders"))
                .containsExactly(
                        new LagSample(clock.millis(), OptionalLong.of(70), OptionalLong.of(3_000)));
        assertThat(samples("billing", "customers"))
                .containsExactly(
                        new LagSample(clock.millis(), OptionalLong.of(0), OptionalLong.of(0)));
    }

    @Test
    void tellsThatALagFallsByTenRecordsASecond() {
        // Given
        logs.partition("orders", 0, 100_000);

        // When
        for (int minute = 0; minute < 10; minute++) {
            groups.commit("billing", logs.id("orders", 0), 600L * minute);
            run();
            clock.advance(MINUTE);
        }

        // Then
        assertThat(history("billing").trend())
                .get()
                .satisfies(
                        trend -> {
                            assertThat(trend.direction()).isEqualTo(Direction.FALLING);
                            assertThat(trend.recordsPerSecond()).isEqualTo(-10);
                            assertThat(trend.samples()).isEqualTo(10);
                        });
    }

    @Test
    void doesNotTakeASilentLeaderForNoLag() {
        // Given
        groups.commit("billing", logs.partition("orders", 0, 100), 40);
        groups.commit("billing", logs.partition("orders", 1, 100), 40);

        // When
        logs.silent.add(logs.id("orders", 1));
        run();

        // Then
        assertThat(samples("billing", "orders"))
                .containsExactly(
                        new LagSample(clock.millis(), OptionalLong.empty(), OptionalLong.empty()));
    }

    @Test
    void goesOnWithoutAGroupThatMovesAndForgetsOneThatIsGone() {
        // Given
        logs.partition("orders", 0, 100);
        for (String group : List.of("a", "b", "c")) {
            groups.commit(group, logs.id("orders", 0), 40);
        }
        run();
        clock.advance(MINUTE);

        // When
        groups.move("a", true);
        groups.remove("b");
        LagRound.Result result = run();

        // Then
        assertThat(result).isEqualTo(new LagRound.Result(1, 1, 0));
        assertThat(samples("a", "orders")).hasSize(1);
        assertThat(history("b").sampled()).isFalse();
        assertThat(samples("c", "orders")).hasSize(2);
    }

    @Test
    void asksEachBrokerForSomeHundredPartitionsAtATime() {
        // Given
        IntStream.range(0, 400).forEach(n -> logs.partition("orders", n, 100));
        for (String group : List.of("a", "b", "c")) {
            IntStream.range(0, 400).forEach(n -> groups.commit(group, logs.id("orders", n), 40));
        }

        // When
        run();

        // Then
        assertThat(logs.questions).containsExactly(400, 400);
        assertThat(samples("c", "orders").getFirst().records()).hasValue(400 * 60);
    }

    @Test
    void asksForFiveHundredOfFifteenThousandGroupsAndSaysWhatItLeavesOut() {
        // Given
        logs.partition("orders", 0, 100);
        IntStream.range(0, 15_000)
                .forEach(n -> groups.commit("g-" + n, logs.id("orders", 0), n % 100));
        samples.want(new GroupId("g-14999"), clock.millis());

        // When
        LagRound.Result first = run();
        clock.advance(MINUTE);
        LagRound.Result second = run();

        // Then
        assertThat(first).isEqualTo(new LagRound.Result(GROUPS_MAX, 14_500, 0));
        assertThat(second).isEqualTo(first);
        assertThat(groups.described).hasSize(2 * GROUPS_MAX);
        assertThat(samples("g-14999", "orders")).hasSize(2);
    }

    @Test
    void endsInTimeAndBeginsTheNextRoundWithThoseThatWereLeftOut() {
        // Given
        logs.partition("orders", 0, 100);
        IntStream.range(0, 100).forEach(n -> groups.commit("g-" + n, logs.id("orders", 0), n));
        clock.step = Duration.ofSeconds(1);

        // When
        LagRound.Result first = run();
        clock.advance(MINUTE);
        groups.described.clear();
        LagRound.Result second = run();

        // Then
        assertThat(first.sampled()).isBetween(20, 30);
        assertThat(first.groupsLeftOut()).isEqualTo(100 - first.sampled());
        assertThat(groups.described)
                .hasSize(second.sampled())
                .allSatisfy(group -> assertThat(samples(group.value(), "orders")).hasSize(1));
    }

    @Test
    void endsWhenItIsStopped() {
        // Given
        groups.commit("billing", logs.partition("orders", 0, 100), 40);

        // When
        LagRound.Result result = round.run(() -> true);

        // Then
        assertThat(result).isEqualTo(new LagRound.Result(0, 1, 0));
        assertThat(groups.described).isEmpty();
    }
}
