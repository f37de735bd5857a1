package io.millrace.broker.http.produce;

import io.millrace.broker.http.json.Envelope;
import io.millrace.broker.http.produce.RequestIdentity.Keyed;
import io.millrace.broker.http.produce.RequestIdentity.None;
import io.millrace.broker.http.produce.RequestIdentity.Sequenced;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Partitioner;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.Digest128;
import io.millrace.protocol.batch.RequestMark;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Appends the records of requests that are answered as a whole. Any thread; never blocks. */
final class RecordAppends {
    /** Records without a sequence are cut into batches of about this size. */
    private static final int BATCH_BYTES = 1 << 20;

    private final Topics topics;
    private final InstantSource clock;
    private final AtomicInteger nextKeyless = new AtomicInteger();

    RecordAppends(Topics topics, InstantSource clock) {
        this.topics = topics;
        this.clock = clock;
    }

    /** Completes with a result for each record; never fails. */
    CompletableFuture<RecordResults> append(
            ProduceTarget target, List<Envelope> records, RequestIdentity identity) {
        return new Request(target, records, clock.millis()).append(identity);
    }

    /** Where records without a key go. */
    int keylessPartition(ProduceTarget target, RequestIdentity identity) {
        if (target.fixedPartition().isPresent()) {
            return target.fixedPartition().getAsInt();
        }
        return switch (identity) {
            case None _ -> Math.floorMod(nextKeyless.getAndIncrement(), target.partitions());
            case Sequenced sequenced ->
                    Partitioner.partitionFor(sequenced.seed(), target.partitions());
            case Keyed keyed -> Partitioner.partitionFor(keyed.seed(), target.partitions());
        };
    }

    private final class Request {
        private final ProduceTarget target;
        private final List<Envelope> records;
        private final long nowMs;
        private final RecordResults results;
        private final PartitionAppend appender;

        Request(ProduceTarget target, List<Envelope> records, long nowMs) {
            this.target = target;
            this.records = records;
            this.nowMs = nowMs;
            this.results = new RecordResults(records);
            this.appender = new PartitionAppend(topics, target);
        }

        CompletableFuture<RecordResults> append(RequestIdentity identity) {
            int keyless = keylessPartition(target, identity);
            boolean mayCut = identity instanceof None;
            List<PartitionBatch> batches = place(new RecordPlacement(target, keyless), mayCut);
            CompletableFuture<?> done =
                    switch (identity) {
                        case None _ -> all(batches, this::plain);
                        case Sequenced sequenced ->
                                all(batches, batch -> sequenced(sequenced, batch));
                        case Keyed keyed -> keyed(keyed, keyless, batches);
                    };
            return done.thenApply(_ -> results);
        }

        private List<PartitionBatch> place(RecordPlacement placement, boolean mayCut) {
            Map<Integer, PartitionBatch> open = new TreeMap<>();
            List<PartitionBatch> full = new ArrayList<>();
            for (int i = 0; i < records.size(); i++) {
                Envelope record = records.get(i);
                var objection = placement.objection(record);
                if (objection.isPresent()) {
                    results.failed(i, objection.get());
                    continue;
                }
                int partition = placement.partitionOf(record);
                PartitionBatch batch = open.computeIfAbsent(partition, PartitionBatch::new);
                if (mayCut
                        && batch.count() > 0
                        && batch.bytes() + record.payloadBytes() > BATCH_BYTES) {
                    full.add(batch);
                    batch = new PartitionBatch(partition);
                    open.put(partition, batch);
                }
                batch.add(i, record);
            }
            full.addAll(open.values());
            return full;
        }

        /** What goes to one partition goes together: else it might be appended in another order. */
        private CompletableFuture<?> all(List<PartitionBatch> batches, RequestOf requestOf) {
            Map<Integer, List<PartitionBatch>> byPartition =
                    batches.stream()
                            .collect(
                                    Collectors.groupingBy(
                                            PartitionBatch::partition,
                                            TreeMap::new,
                                            Collectors.toList()));
            return CompletableFuture.allOf(
                    byPartition.entrySet().stream()
                            .map(each -> send(each.getKey(), each.getValue(), requestOf))
                            .toArray(CompletableFuture<?>[]::new));
        }

        private CompletableFuture<?> send(
                int partition, List<PartitionBatch> batches, RequestOf requestOf) {
            return appender.append(partition, batches.stream().map(requestOf::batch).toList())
                    .thenAccept(
                            outcomes -> {
                                for (int i = 0; i < outcomes.size(); i++) {
                                    tell(batches.get(i), outcomes.get(i));
                                }
                            });
        }

        private ProduceOutcome tell(PartitionBatch batch, ProduceOutcome outcome) {
            boolean appendTime = target.config().isLogAppendTime();
            batch.tell(results, records, outcome, appendTime, nowMs);
            return outcome;
        }

        private ProduceRequest plain(PartitionBatch batch) {
            return ProduceRequest.of(batch.build(target, records, nowMs), target.acks());
        }

        private ProduceRequest sequenced(Sequenced by, PartitionBatch batch) {
            RequestMark mark =
                    RequestMark.request(
                            by.identity(), by.epoch(), by.seq(), Digest128.ZERO, batch.count());
            return ProduceRequest.marked(
                    batch.build(target, records, nowMs),
                    mark,
                    target.seesAllNumbers(),
                    target.acks());
        }

        /** The home partition's mark comes first and decides; the others follow or are refused. */
        private CompletableFuture<?> keyed(Keyed by, int home, List<PartitionBatch> batches) {
            PartitionBatch first =
                    batches.stream()
                            .filter(batch -> batch.partition() == home)
                            .findFirst()
                            .orElseGet(() -> new PartitionBatch(home));
            List<PartitionBatch> others = new ArrayList<>(batches);
            others.remove(first);
            return appender.append(first.partition(), keyedRequest(by, first))
                    .thenApply(outcome -> tell(first, outcome))
                    .thenCompose(
                            outcome -> {
                                if (outcome instanceof ProduceOutcome.Refused(Problem problem)) {
                                    refuse(others, problem);
                                    return CompletableFuture.completedFuture(null);
                                }
                                return all(others, batch -> keyedRequest(by, batch));
                            });
        }

        private ProduceRequest keyedRequest(Keyed by, PartitionBatch batch) {
            ByteBuffer bytes =
                    batch.count() == 0
                            ? ByteBuffer.allocate(0)
                            : batch.build(target, records, nowMs);
            RequestMark mark = RequestMark.key(by.identity(), by.fingerprint(), batch.count());
            return ProduceRequest.marked(bytes, mark, false, target.acks());
        }

        private void refuse(List<PartitionBatch> batches, Problem problem) {
            for (PartitionBatch batch : batches) {
                for (int i = 0; i < batch.count(); i++) {
                    results.failed(
                            batch.index(i),
                            new Problem(
                                    problem.code(),
                                    problem.detail(),
                                    Outcome.NOT_APPENDED,
                                    problem.members()));
                }
            }
        }
    }

    private interface RequestOf {
        ProduceRequest batch(PartitionBatch batch);
    }
}
