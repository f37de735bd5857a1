package io.millrace.broker.forward.wire;

import io.millrace.broker.partition.ProduceOutcome;
import java.util.List;
import java.util.Optional;

/** What became of batches, in their order. */
record AppendReply(List<Result> results) {
    AppendReply {
        results = List.copyOf(results);
    }

    static AppendReply of(List<ProduceOutcome> outcomes) {
        return new AppendReply(outcomes.stream().map(Result::of).toList());
    }

    List<ProduceOutcome> outcomes() {
        return results.stream().map(Result::outcome).toList();
    }

    /**
     * One of these is there.
     *
     * @param refusal as problem details
     */
    record Result(
            Optional<ProduceOutcome.Appended> appended,
            Optional<ProduceOutcome.Duplicate> duplicate,
            Optional<ProduceOutcome.PartlyDuplicate> partlyDuplicate,
            Optional<String> refusal) {

        static Result of(ProduceOutcome outcome) {
            return switch (outcome) {
                case ProduceOutcome.Appended appended ->
                        new Result(
                                Optional.of(appended),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty());
                case ProduceOutcome.Duplicate duplicate ->
                        new Result(
                                Optional.empty(),
                                Optional.of(duplicate),
                                Optional.empty(),
                                Optional.empty());
                case ProduceOutcome.PartlyDuplicate partly ->
                        new Result(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(partly),
                                Optional.empty());
                case ProduceOutcome.Refused refused ->
                        new Result(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Refusals.write(refused.problem())));
            };
        }

        ProduceOutcome outcome() {
            return appended.<ProduceOutcome>map(found -> found)
                    .or(() -> duplicate)
                    .or(() -> partlyDuplicate)
                    .orElseGet(() -> new ProduceOutcome.Refused(Refusals.read(refusal.orElse(""))));
        }
    }
}
