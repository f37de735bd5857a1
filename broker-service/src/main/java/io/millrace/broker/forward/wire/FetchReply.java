package io.millrace.broker.forward.wire;

import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.Offsets;
import io.millrace.log.LogSlice;
import io.millrace.protocol.Problem;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is said of batches that were fetched, which follow.
 *
 * @param offsets empty if the fetch was refused
 * @param nextOffset where the next fetch should start; empty if there was nothing
 * @param refusal as problem details
 */
record FetchReply(Optional<Offsets> offsets, OptionalLong nextOffset, Optional<String> refusal) {

    static FetchReply of(FetchOutcome outcome) {
        return switch (outcome) {
            case FetchOutcome.Fetched(LogSlice slice, Offsets offsets) ->
                    new FetchReply(
                            Optional.of(offsets),
                            OptionalLong.of(slice.nextOffset()),
                            Optional.empty());
            case FetchOutcome.Empty(Offsets offsets) ->
                    new FetchReply(Optional.of(offsets), OptionalLong.empty(), Optional.empty());
            case FetchOutcome.Refused(Problem problem) ->
                    new FetchReply(
                            Optional.empty(),
                            OptionalLong.empty(),
                            Optional.of(Refusals.write(problem)));
        };
    }

    static List<ByteBuffer> batches(FetchOutcome outcome) {
        return outcome instanceof FetchOutcome.Fetched(LogSlice slice, _)
                ? List.of(slice.read())
                : List.of();
    }

    FetchOutcome outcome(ByteBuffer batches) {
        if (offsets.isEmpty()) {
            return new FetchOutcome.Refused(Refusals.read(refusal.orElse("")));
        }
        return nextOffset.isEmpty()
                ? new FetchOutcome.Empty(offsets.get())
                : new FetchOutcome.Fetched(
                        LogSlice.of(batches, nextOffset.getAsLong()), offsets.get());
    }
}
