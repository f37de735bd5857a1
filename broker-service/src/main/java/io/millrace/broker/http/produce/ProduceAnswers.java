package io.millrace.broker.http.produce;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.route.Replies;
import io.millrace.protocol.Problem;
import io.millrace.replication.Acks;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Status, headers and body for what became of a request that is answered as a whole. */
final class ProduceAnswers {
    private static final byte[] RESULTS = JsonBytes.ascii("{\"results\":[");

    private ProduceAnswers() {}

    static Mono<ServerResponse> batch(
            ProduceTarget target, ProducerHeaders producer, RecordResults results) {
        if (results.allStored()) {
            return stored(target, producer, results);
        }
        var common = results.commonProblem();
        if (common.isPresent()) {
            return problem(target, producer, common.get());
        }
        return Replies.json(ServerResponse.status(207), body(results));
    }

    /** One event: 201 with its place. */
    static Mono<ServerResponse> event(
            ProduceTarget target, ProducerHeaders producer, RecordResults results) {
        if (target.acks() == Acks.NONE || results.problem(0) != null) {
            return batch(target, producer, results);
        }
        if (results.allDuplicates() && producer.producer().isPresent()) {
            return duplicate(producer);
        }
        JsonBytes body = new JsonBytes(128);
        results.write(body, 0);
        int partition = results.partition(0);
        long offset = results.offset(0);
        var answer =
                ServerResponse.status(201)
                        .header(
                                "Location",
                                "/v1/topics/"
                                        + target.topic().metadata().name().value()
                                        + "/partitions/"
                                        + partition
                                        + "/records/"
                                        + offset)
                        .header("Record-Partition", Integer.toString(partition))
                        .header("Record-Offset", Long.toString(offset));
        return Replies.json(withIdentity(answer, producer, results), body);
    }

    private static Mono<ServerResponse> stored(
            ProduceTarget target, ProducerHeaders producer, RecordResults results) {
        if (target.acks() == Acks.NONE) {
            return ServerResponse.accepted().build();
        }
        if (producer.producer().isPresent() && results.allDuplicates()) {
            return duplicate(producer);
        }
        return Replies.json(withIdentity(ServerResponse.ok(), producer, results), body(results));
    }

    private static Mono<ServerResponse> duplicate(ProducerHeaders producer) {
        var of = producer.producer().orElseThrow();
        return ServerResponse.noContent()
                .header("Producer-Epoch", Integer.toString(of.epoch()))
                .header("Producer-Seq", Long.toString(of.seq()))
                .build();
    }

    private static ServerResponse.BodyBuilder withIdentity(
            ServerResponse.BodyBuilder answer, ProducerHeaders producer, RecordResults results) {
        producer.producer()
                .ifPresent(
                        of ->
                                answer.header("Producer-Epoch", Integer.toString(of.epoch()))
                                        .header("Producer-Seq", Long.toString(of.seq())));
        if (producer.key().isPresent() && results.allDuplicates()) {
            answer.header("Idempotency-Replayed", "true");
        }
        return answer;
    }

    static Mono<ServerResponse> problem(
            ProduceTarget target, ProducerHeaders producer, Problem problem) {
        Problem told = problem.with("topic", target.topic().metadata().name().value());
        if (producer.producer().isPresent()) {
            told = told.with("received_seq", producer.producer().get().seq());
        }
        return Mono.error(told.asException());
    }

    private static JsonBytes body(RecordResults results) {
        JsonBytes body = new JsonBytes(32 + 90 * results.size()).raw(RESULTS);
        for (int i = 0; i < results.size(); i++) {
            if (i > 0) {
                body.raw(',');
            }
            results.write(body, i);
        }
        return body.raw(']').raw('}');
    }
}
