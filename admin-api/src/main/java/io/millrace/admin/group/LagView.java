package io.millrace.admin.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * How far a group is behind.
 *
 * @param totalLag of all partitions of which it is known
 * @param maxLagMs null if it is known of none
 * @param unknownPartitions that nobody leads, or in which nothing was committed yet
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record LagView(
        String group,
        long totalLag,
        long maxLag,
        @Nullable Long maxLagMs,
        long unknownPartitions,
        List<PartitionLag> partitions) {

    static LagView of(String group, List<PartitionLag> partitions) {
        List<Long> lags =
                partitions.stream().flatMap(each -> Stream.ofNullable(each.lag())).toList();
        return new LagView(
                group,
                lags.stream().mapToLong(Long::longValue).sum(),
                lags.stream().mapToLong(Long::longValue).max().orElse(0),
                partitions.stream()
                        .flatMap(each -> Stream.ofNullable(each.lagMs()))
                        .max(Long::compare)
                        .orElse(null),
                partitions.size() - lags.size(),
                partitions);
    }

    /**
     * @param memberId who has it; null if nobody has
     * @param committedOffset null if nothing was committed
     * @param endOffset the high watermark; null, as the start is, if its leader can't be asked
     * @param lag in records
     * @param lagMs how long ago the first record that is not processed was appended; 0 if there is
     *     none
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PartitionLag(
            String topic,
            int partition,
            @Nullable String memberId,
            @Nullable Long committedOffset,
            @Nullable Long logStartOffset,
            @Nullable Long endOffset,
            @Nullable Long lag,
            @Nullable Long lagMs) {}
}
