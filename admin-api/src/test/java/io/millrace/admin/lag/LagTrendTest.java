package io.millrace.admin.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.admin.lag.LagTrend.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class LagTrendTest {
    private static final long BEGIN = 1_780_000_000_000L;
    private static final long MINUTE = 60_000;

    private static List<LagSample> minutes(int count, IntToLongFunction records) {
        return IntStream.range(0, count)
                .mapToObj(n -> at(n, OptionalLong.of(records.applyAsLong(n))))
                .toList();
    }

    private static LagSample at(int minute, OptionalLong records) {
        return new LagSample(BEGIN + minute * MINUTE, records, OptionalLong.empty());
    }

    private static LagTrend trend(List<LagSample> samples) {
        return LagTrend.of(samples).orElseThrow();
    }

    @Property
    void tellsTheSpeedOfALagThatGrowsOrShrinksEvenly(
            @ForAll @LongRange(min = -100_000, max = 100_000) long perMinute,
            @ForAll @LongRange(min = 1_000_000, max = 1_000_000_000) long first,
            @ForAll @IntRange(min = 3, max = 10) int count) {
        LagTrend trend = trend(minutes(count, n -> first + n * perMinute));

        assertThat(trend.recordsPerSecond()).isCloseTo(perMinute / 60.0, within(1e-4));
        assertThat(trend.direction())
                .isEqualTo(
                        perMinute == 0
                                ? Direction.STEADY
                                : perMinute > 0 ? Direction.RISING : Direction.FALLING);
        assertThat(trend.samples()).isEqualTo(count);
        assertThat(trend.sinceMs()).isEqualTo(BEGIN);
    }

    @Property
    void goesTheOtherWayWhenTimeIsTurnedRound(
            @ForAll @Size(10) List<@LongRange(max = 1_000_000) Long> records) {
        LagTrend forth = trend(minutes(10, records::get));
        LagTrend back = trend(minutes(10, n -> records.get(9 - n)));

        assertThat(back.recordsPerSecond()).isCloseTo(-forth.recordsPerSecond(), within(1e-6));
        assertThat(back.direction())
                .isEqualTo(
                        switch (forth.direction()) {
                            case FALLING -> Direction.RISING;
                            case STEADY -> Direction.STEADY;
                            case RISING -> Direction.FALLING;
                        });
    }

    @Example
    void isSteadyWhereALagOnlyGoesToAndFro() {
        assertThat(trend(minutes(10, n -> 1_000 + (n % 2) * 500)).direction())
                .isEqualTo(Direction.STEADY);
        assertThat(trend(minutes(10, n -> n == 4 ? 100_000 : 0)).direction())
                .isEqualTo(Direction.STEADY);
    }

    /** Two of the scatter's widths: a chance of some five in a hundred. */
    @Example
    void seldomTakesNoiseForATrend() {
        Random noise = new Random(1);
        long steady =
                LongStream.range(0, 1_000)
                        .mapToObj(
                                n ->
                                        trend(
                                                minutes(
                                                        10,
                                                        m ->
                                                                (long)
                                                                        noise.nextGaussian(
                                                                                10_000, 500))))
                        .filter(trend -> trend.direction() == Direction.STEADY)
                        .count();

        assertThat(steady).isBetween(900L, 990L);
    }

    @Example
    void seesASlowRiseThroughNoise() {
        Random noise = new Random(2);

        LagTrend trend =
                trend(minutes(10, n -> (long) noise.nextGaussian(10_000 + n * 300.0, 200)));

        assertThat(trend.direction()).isEqualTo(Direction.RISING);
        assertThat(trend.recordsPerSecond()).isCloseTo(5, within(1.5));
    }

    @Example
    void doesNotCallAFractionOfARecordATrend() {
        assertThat(trend(minutes(10, n -> n == 9 ? 1 : 0)).direction()).isEqualTo(Direction.STEADY);
    }

    @Example
    void looksAtTheLastTenMinutesOnly() {
        LagTrend trend = trend(minutes(100, n -> n < 90 ? 1_000_000L * n : 200 - n));

        assertThat(trend.direction()).isEqualTo(Direction.FALLING);
        assertThat(trend.recordsPerSecond()).isCloseTo(-1 / 60.0, within(1e-6));
        assertThat(trend.sinceMs()).isEqualTo(BEGIN + 90 * MINUTE);
    }

    @Example
    void leavesOutWhatIsNotKnown() {
        List<LagSample> samples = new ArrayList<>(minutes(6, n -> 60L * n));
        samples.set(2, at(2, OptionalLong.empty()));
        samples.set(3, at(3, OptionalLong.empty()));

        LagTrend trend = trend(samples);

        assertThat(trend.recordsPerSecond()).isCloseTo(1, within(1e-6));
        assertThat(trend.samples()).isEqualTo(4);
    }

    @Example
    void saysNothingFromFewerThanThreeSamples() {
        assertThat(LagTrend.of(List.of())).isEmpty();
        assertThat(LagTrend.of(minutes(2, n -> n))).isEmpty();
        assertThat(LagTrend.of(List.of(at(0, OptionalLong.of(1)), at(0, OptionalLong.of(2)))))
                .isEmpty();
    }
}
