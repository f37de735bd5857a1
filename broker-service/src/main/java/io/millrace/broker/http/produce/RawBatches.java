package io.millrace.broker.http.produce;

import io.millrace.broker.http.body.Body;
import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.problem.Problems;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceOutcome.Appended;
import io.millrace.broker.partition.ProduceOutcome.Duplicate;
import io.millrace.broker.partition.ProduceOutcome.PartlyDuplicate;
import io.millrace.broker.partition.ProduceOutcome.Refused;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.replication.Acks;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Record batches as a client built them: checked, not copied, appended. Any thread. */
final class RawBatches {
    private final Topics topics;

    RawBatches(Topics topics) {
        this.topics = topics;
    }

    /** Answers per batch. The body is closed in any case. */
    Mono<ServerResponse> append(ServerRequest request, ProduceTarget target, Body body) {
        return Mono.fromCompletionStage(() -> start(target, body))
                .publishOn(Schedulers.fromExecutor(Replies.eventLoop(request)))
                .flatMap(outcomes -> answer(target, outcomes))
                .doFinally(_ -> body.close());
    }

    private CompletableFuture<List<ProduceOutcome>> start(ProduceTarget target, Body body) {
        int partition = target.fixedPartition().orElseThrow();
        List<ByteBuffer> batches = RawBatchCheck.batches(body.buffer(), target);
        List<ProduceRequest> requests =
                batches.stream().map(batch -> ProduceRequest.raw(batch, target.acks())).toList();
        return new PartitionAppend(topics, target).append(partition, requests);
    }

    private static Mono<ServerResponse> answer(
            ProduceTarget target, List<ProduceOutcome> outcomes) {
        long refused = outcomes.stream().filter(Refused.class::isInstance).count();
        if (refused == outcomes.size()
                && outcomes.getFirst() instanceof Refused(Problem problem)
                && outcomes.stream().allMatch(o -> codeOf(o) == problem.code())) {
            return ProduceAnswers.problem(target, ProducerHeaders.NONE, problem);
        }
        if (target.acks() == Acks.NONE && refused == 0) {
            return ServerResponse.accepted().build();
        }
        int partition = target.fixedPartition().orElseThrow();
        JsonBytes body = new JsonBytes(128).raw(JsonBytes.ascii("{\"results\":["));
        for (int i = 0; i < outcomes.size(); i++) {
            if (i > 0) {
                body.raw(',');
            }
            write(body, partition, outcomes.get(i));
        }
        body.raw(']').raw('}');
        return Replies.json(ServerResponse.status(refused == 0 ? 200 : 207), body);
    }

    private static ErrorCode codeOf(ProduceOutcome outcome) {
        return outcome instanceof Refused(Problem problem) ? problem.code() : ErrorCode.INTERNAL;
    }

    private static void write(JsonBytes out, int partition, ProduceOutcome outcome) {
        switch (outcome) {
            case Appended appended -> {
                stored(out, partition, appended.baseOffset(), appended.lastOffset());
                out.raw(JsonBytes.ascii(",\"leader_epoch\":")).number(appended.leaderEpoch());
            }
            case Duplicate duplicate -> {
                List<Long> offsets = duplicate.offsets();
                stored(out, partition, offsets.getFirst(), offsets.getLast());
                out.raw(JsonBytes.ascii(",\"duplicate\":true"));
            }
            case PartlyDuplicate _ ->
                    throw new IllegalStateException("A raw batch is a duplicate or not");
            case Refused(Problem problem) -> {
                out.raw(JsonBytes.ascii("{\"problem\":"));
                Problems.write(out, problem);
            }
        }
        out.raw('}');
    }

    private static void stored(JsonBytes out, int partition, long base, long last) {
        out.raw(JsonBytes.ascii("{\"partition\":")).number(partition);
        out.raw(JsonBytes.ascii(",\"base_offset\":")).number(base);
        out.raw(JsonBytes.ascii(",\"last_offset\":")).number(last);
    }
}
