package io.millrace.client;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.control.ProducerGrant;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Sends the requests of one partition's queue and reads the answers. Any thread. */
final class PartitionSender {
    /** Refusals for what a batch holds: another batch may fare better. */
    private static final Set<ErrorCode> OF_CONTENT =
            Set.of(
                    ErrorCode.INVALID_REQUEST,
                    ErrorCode.INVALID_RECORD,
                    ErrorCode.INVALID_TIMESTAMP,
                    ErrorCode.CORRUPT_RECORD,
                    ErrorCode.RECORD_TOO_LARGE,
                    ErrorCode.BODY_TOO_LARGE,
                    ErrorCode.KEY_REQUIRED,
                    ErrorCode.SCHEMA_VALIDATION_FAILED);

    private final Transport transport;
    private final Grants grants;
    private final BufferBudget budget;
    private final Route route;
    private final TopicName topic;
    private final int partition;
    private final String path;
    private final PartitionQueue queue;

    PartitionSender(
            Transport transport,
            Grants grants,
            BufferBudget budget,
            Route route,
            ProducerConfig config,
            TopicName topic,
            int partition) {
        this.transport = transport;
        this.grants = grants;
        this.budget = budget;
        this.route = route;
        this.topic = topic;
        this.partition = partition;
        this.path = "/v1/topics/" + topic + "/partitions/" + partition + "/records";
        this.queue = new PartitionQueue(config, this);
    }

    PartitionQueue queue() {
        return queue;
    }

    void send(ProduceRequest request) {
        URI broker = route.next();
        CompletableFuture<Answer> _ =
                transport
                        .send(transport.post(broker, path, request))
                        .whenComplete((answer, failure) -> answered(request, answer, failure));
    }

    /** Asks for a producer id: the one of all partitions, or another. */
    void open(boolean first) {
        CompletableFuture<ProducerGrant> _ =
                grants.next(first)
                        .whenComplete(
                                (grant, failure) -> {
                                    if (grant != null) {
                                        queue.granted(grant);
                                    } else {
                                        queue.notGranted(System.nanoTime());
                                    }
                                    queue.pump(System.nanoTime());
                                });
    }

    void expired(PendingBatch batch) {
        Outcome outcome = batch.isOutcomeUnknown() ? Outcome.UNKNOWN : Outcome.NOT_APPENDED;
        fail(
                batch,
                Problem.of(
                                ErrorCode.REQUEST_TIMED_OUT,
                                "Not acknowledged within the delivery timeout")
                        .withOutcome(outcome));
    }

    private void answered(
            ProduceRequest request, @Nullable Answer answer, @Nullable Throwable failure) {
        List<Runnable> told = new ArrayList<>();
        try {
            if (answer == null) {
                route.failed();
                Throwable cause = failure == null ? new IllegalStateException() : failure;
                refusedAll(request, Problems.ofFailure(cause), told);
            } else if (answer.isSuccess()) {
                results(request, answer, told);
            } else {
                Problem problem = Problems.of(answer);
                if (problem.retriable()) {
                    route.failed();
                }
                refusedAll(request, problem, told);
            }
        } finally {
            queue.returned(request);
        }
        queue.pump(System.nanoTime());
        told.forEach(Runnable::run);
    }

    private void results(ProduceRequest request, Answer answer, List<Runnable> told) {
        List<PendingBatch> batches = request.batches();
        JsonNode results;
        try {
            results = Json.MAPPER.readTree(answer.body()).path("results");
        } catch (JacksonException e) {
            refusedAll(request, Problems.ofFailure(e), told);
            return;
        }
        if (results.size() != batches.size()) {
            refusedAll(
                    request,
                    Problem.unknownOutcome(
                            ErrorCode.INTERNAL,
                            "The answer has " + results.size() + " results for " + batches.size()),
                    told);
            return;
        }
        List<PendingBatch> appended = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            PendingBatch batch = batches.get(i);
            JsonNode result = results.get(i);
            if (result.has("problem")) {
                Problem problem = Problems.read(result.path("problem"), answer.status());
                refused(List.of(batch), problem, told);
            } else {
                appended.add(batch);
                long base = result.path("base_offset").asLong();
                boolean duplicate = result.path("duplicate").asBoolean(false);
                told.add(() -> acknowledge(batch, base, duplicate));
            }
        }
        queue.appended(request, appended);
    }

    private void refusedAll(ProduceRequest request, Problem problem, List<Runnable> told) {
        if (OF_CONTENT.contains(problem.code()) && request.batches().size() > 1) {
            queue.again(
                    request.batches(),
                    problem.withOutcome(Outcome.NOT_APPENDED),
                    System.nanoTime());
            queue.goSingly(request.batches().size());
        } else {
            refused(request.batches(), problem, told);
        }
    }

    private void refused(List<PendingBatch> batches, Problem problem, List<Runnable> told) {
        if (mayGoAgain(problem)) {
            queue.again(batches, problem, System.nanoTime());
            return;
        }
        for (PendingBatch batch : batches) {
            queue.refused(batch);
            told.add(() -> fail(batch, problem));
        }
    }

    /** Sequenced batches may always be sent again; the question is whether it can help. */
    private static boolean mayGoAgain(Problem problem) {
        return problem.retriable()
                || problem.outcome() == Outcome.UNKNOWN
                || problem.code() == ErrorCode.PRODUCER_SEQUENCE_GAP;
    }

    private void acknowledge(PendingBatch batch, long baseOffset, boolean duplicate) {
        budget.release(batch.reservedBytes());
        batch.acknowledge(topic, partition, baseOffset, duplicate);
    }

    private void fail(PendingBatch batch, Problem problem) {
        budget.release(batch.reservedBytes());
        batch.fail(problem);
    }
}
