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
 * @param lostRecords of all partitions together, as are those at risk
 * @param trend null while there are too few samples
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record LagView(
        String group,
        long totalLag,
        long maxLag,
        @Nullable Long maxLagMs,
        long unknownPartitions,
        long lostRecords,
        long atRiskRecords,
        @Nullable LagTrendView trend,
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
                sum(partitions.stream().map(PartitionLag::lostRecords)),
                sum(partitions.stream().map(PartitionLag::atRiskRecords)),
                null,
                partitions);
    }

    private static long sum(Stream<@Nullable Long> counts) {
        return counts.flatMap(Stream::ofNullable).mapToLong(Long::longValue).sum();
    }

    LagView with(@Nullable LagTrendView trend) {
        return new LagView(
                group,
                totalLag,
                maxLag,
                maxLagMs,
                unknownPartitions,
                lostRecords,
                atRiskRecords,
                trend,
                partitions);
    }

    /**
     * @param memberId who has it; null if nobody has
     * @param committedOffset null if nothing was committed
     * @param endOffset the high watermark; null, as the start is, if its leader can't be asked
     * @param lag in records
     * @param lagMs how long ago the first record that is not processed was appended; 0 if there is
     *     none
     * @param lostRecords at most so many were deleted before the group had read them
     * @param atRiskRecords at most so many are to be read that retention deletes soon, or keeps for
     *     groups only; null if the leader has not looked yet
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
            @Nullable Long lagMs,
            @Nullable Long lostRecords,
            @Nullable Long atRiskRecords) {

        static PartitionLag unknown(
                String topic,
                int partition,
                @Nullable String memberId,
                @Nullable Long committedOffset,
                @Nullable Long logStartOffset,
                @Nullable Long endOffset) {
            return new PartitionLag(
                    topic,
                    partition,
                    memberId,
                    committedOffset,
                    logStartOffset,
                    endOffset,
                    null,
                    null,
                    null,
                    null);
        }

        PartitionLag known(
                long lag, @Nullable Long lagMs, long lostRecords, @Nullable Long atRiskRecords) {
            return new PartitionLag(
                    topic,
                    partition,
                    memberId,
                    committedOffset,
                    logStartOffset,
                    endOffset,
                    lag,
                    lagMs,
                    lostRecords,
                    atRiskRecords);
        }
    }
}
