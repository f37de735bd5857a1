package io.millrace.admin.group;

import io.millrace.admin.json.Times;
import io.millrace.admin.lag.LagTrend;
import java.time.Instant;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Where a group's lag is going.
 *
 * @param recordsPerSecond by which it grows; negative if it shrinks
 * @param samples that say so
 * @param since time of the first of them
 */
@JsonNaming(SnakeCaseStrategy.class)
record LagTrendView(String direction, double recordsPerSecond, int samples, String since) {

    static LagTrendView of(LagTrend trend) {
        return new LagTrendView(
                trend.direction().text(),
                trend.recordsPerSecond(),
                trend.samples(),
                Times.text(Instant.ofEpochMilli(trend.sinceMs())));
    }
}
