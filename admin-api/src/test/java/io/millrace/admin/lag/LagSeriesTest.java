package io.millrace.admin.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class LagSeriesTest {

    @Property(tries = 300)
    void keepsTheYoungestInTheOrderInWhichTheyCame(
            @ForAll("samples") List<LagSample> samples,
            @ForAll @IntRange(min = 1, max = 40) int capacity,
            @ForAll @IntRange(max = 50) int wanted) {
        // Given
        LagSeries series = new LagSeries(capacity);

        // When
        samples.forEach(series::add);

        // Then
        int kept = Math.min(samples.size(), Math.min(capacity, wanted));
        assertThat(series.last(wanted))
                .isEqualTo(samples.subList(samples.size() - kept, samples.size()));
    }

    @Provide
    Arbitrary<List<LagSample>> samples() {
        Arbitrary<OptionalLong> known =
                Arbitraries.longs().greaterOrEqual(0).optional().map(LagSeriesTest::primitive);
        return Combinators.combine(Arbitraries.longs(), known, known)
                .as(LagSample::new)
                .list()
                .ofMaxSize(120);
    }

    private static OptionalLong primitive(Optional<Long> value) {
        return value.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    @Example
    void keepsADayOfMinutes() {
        // Given
        LagSeries series = new LagSeries(SampledGroups.SAMPLES_MAX);

        // When
        IntStream.range(0, 2_000)
                .forEach(n -> series.add(new LagSample(n, OptionalLong.of(n), OptionalLong.of(0))));

        // Then
        List<LagSample> day = series.last(Integer.MAX_VALUE);
        assertThat(day).hasSize(24 * 60);
        assertThat(day.getFirst().atMs()).isEqualTo(560);
        assertThat(day.getLast().atMs()).isEqualTo(1_999);
    }
}
