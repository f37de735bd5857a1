package io.millrace.admin.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.admin.json.Times;
import io.millrace.admin.lag.LagHistory;
import io.millrace.admin.lag.LagSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How far a group was behind.
 *
 * @param sampled whether it is among the groups that are sampled
 * @param since time of the oldest sample; null if there is none
 * @param topicsLeftOut topics for which there was no room
 * @param total all topics together, of the times at which each of them was sampled
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record LagHistoryView(
        String group,
        boolean sampled,
        long everyMs,
        @Nullable String since,
        int topicsLeftOut,
        List<Sample> total,
        List<TopicHistory> topics) {

    static LagHistoryView of(String group, Duration every, LagHistory history) {
        return new LagHistoryView(
                group,
                history.sampled(),
                every.toMillis(),
                history.sinceMs().isPresent() ? time(history.sinceMs().getAsLong()) : null,
                history.topicsLeftOut(),
                samples(history.total()),
                history.topics().entrySet().stream()
                        .map(
                                each ->
                                        new TopicHistory(
                                                each.getKey().value(),
                                                time(each.getValue().getFirst().atMs()),
                                                samples(each.getValue())))
                        .toList());
    }

    private static List<Sample> samples(List<LagSample> samples) {
        return samples.stream().map(Sample::of).toList();
    }

    private static String time(long ms) {
        return Times.text(Instant.ofEpochMilli(ms));
    }

    /**
     * @param since time of its oldest sample
     */
    record TopicHistory(String topic, String since, List<Sample> samples) {}

    /**
     * @param lag in records; null if it could not be found out at that time
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Sample(String time, @Nullable Long lag, @Nullable Long lagMs) {

        static Sample of(LagSample sample) {
            return new Sample(
                    LagHistoryView.time(sample.atMs()),
                    orNull(sample.records()),
                    orNull(sample.lagMs()));
        }

        private static @Nullable Long orNull(OptionalLong value) {
            return value.isPresent() ? value.getAsLong() : null;
        }
    }
}
