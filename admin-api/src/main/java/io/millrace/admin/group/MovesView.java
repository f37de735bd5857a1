package io.millrace.admin.group;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.admin.change.Operation;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * Positions that are moved, or would be.
 *
 * @param membersFenced how many have to join again
 * @param skipped records that the group will not read
 * @param replayed records that it will read again
 */
@JsonNaming(SnakeCaseStrategy.class)
record MovesView(
        boolean dryRun,
        Operation operation,
        String group,
        int membersFenced,
        long skipped,
        long replayed,
        List<MoveView> partitions,
        List<String> warnings) {

    static MovesView of(
            boolean dryRun,
            Operation operation,
            String group,
            int membersFenced,
            List<MoveView> partitions,
            List<String> warnings) {
        return new MovesView(
                dryRun,
                partitions.isEmpty() && membersFenced == 0 ? Operation.NONE : operation,
                group,
                membersFenced,
                partitions.stream()
                        .flatMap(m -> Stream.ofNullable(m.skipped()))
                        .mapToLong(n -> n)
                        .sum(),
                partitions.stream()
                        .flatMap(m -> Stream.ofNullable(m.replayed()))
                        .mapToLong(n -> n)
                        .sum(),
                partitions,
                warnings);
    }

    /**
     * @param from null if nothing was committed
     * @param to null if nothing is committed any more
     * @param skipped null, as what is replayed, if it is unknown
     * @param fromTime when the record at {@code from} was appended; null at the end of the log
     * @param toTime when the record at {@code to} was
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record MoveView(
            String topic,
            int partition,
            @Nullable Long from,
            @Nullable Long to,
            @Nullable Long skipped,
            @Nullable Long replayed,
            @Nullable String fromTime,
            @Nullable String toTime) {}
}
