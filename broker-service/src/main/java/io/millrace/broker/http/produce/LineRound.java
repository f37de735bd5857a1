package io.millrace.broker.http.produce;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.millrace.broker.http.json.Envelope;
import io.millrace.broker.http.json.EnvelopeRead.Envelopes;
import io.millrace.broker.http.json.EnvelopeRead.Malformed;
import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.json.RecordJson;
import io.millrace.broker.http.produce.RequestIdentity.Sequenced;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceOutcome.Refused;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.RequestMark;
import io.millrace.replication.Acks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream that go to the partitions together: one batch for each. Filled by the
 * stream's event loop; partition loops tell the outcomes, each of its own lines.
 */
final class LineRound {
    private static final byte[] ACCEPTED = JsonBytes.ascii("{}");

    private final LineTarget to;
    private final long firstLine;
    private final List<Envelope> records = new ArrayList<>();
    private final Map<Integer, Problem> unread = new TreeMap<>();
    private final Map<Integer, PartitionBatch> batches = new TreeMap<>();
    private long bytes;
    private RecordResults results = new RecordResults(List.of());

    @GuardedBy("this")
    private int firstRefused = Integer.MAX_VALUE;

    @GuardedBy("this")
    private @Nullable Problem refusal;

    /**
     * @param firstLine number of the first line, counted from 0
     */
    LineRound(LineTarget to, long firstLine) {
        this.to = to;
        this.firstLine = firstLine;
    }

    int lines() {
        return records.size();
    }

    long bytes() {
        return bytes;
    }

    void addTooLong() {
        refuse(records.size(), to.lineTooLong());
    }

    /**
     * @param line the round's own from now on: those of its records that are new beside duplicates
     *     are built from it once more, when the stream's buffer has long gone on to other lines
     */
    void add(byte[] line) {
        int index = records.size();
        bytes += line.length;
        switch (RecordJson.readOne(line, 0, line.length)) {
            case Malformed malformed -> refuse(index, malformed.problem());
            case Envelopes read -> {
                Envelope record = read.envelopes().getFirst();
                records.add(record);
                Optional<Problem> objection = to.placement().objection(record);
                if (objection.isPresent()) {
                    unread.put(index, objection.get());
                    return;
                }
                int partition = to.placement().partitionOf(record);
                batches.computeIfAbsent(partition, PartitionBatch::new).add(index, record);
            }
        }
    }

    /**
     * Appends the lines.
     *
     * @return completes when each line has its result; never fails
     */
    CompletableFuture<?> append(PartitionAppend appender) {
        begin();
        List<CompletableFuture<?>> sent = new ArrayList<>();
        for (PartitionBatch batch : batches.values()) {
            sent.add(send(appender, batch));
        }
        return CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new));
    }

    /** Appends nothing: the lines that are records are refused. */
    void refuse(Problem why) {
        begin();
        for (PartitionBatch batch : batches.values()) {
            for (int i = 0; i < batch.count(); i++) {
                results.failed(batch.index(i), why);
            }
        }
    }

    /**
     * Why no later line of a sequenced stream may be appended (ADR 6); empty if none of this round
     * was refused by its partition.
     */
    synchronized Optional<Problem> stopsTheStream() {
        Problem why = refusal;
        if (why == null || to.producer().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                why.code() == ErrorCode.STALE_PRODUCER_EPOCH
                        ? why
                        : Problem.notAppended(
                                        ErrorCode.PRODUCER_SEQUENCE_GAP,
                                        "An earlier line was refused: send the lines again from"
                                                + " that one on")
                                .with("expected_seq", seq(firstRefused).orElse(0L)));
    }

    private void begin() {
        results = new RecordResults(records);
        unread.forEach(
                (index, problem) ->
                        results.failed(index, problem.with("line", firstLine + index + 1)));
    }

    private synchronized void refused(int index, Problem problem) {
        if (index < firstRefused) {
            firstRefused = index;
            refusal = problem;
        }
    }

    /** Appends a receipt for each line. */
    void write(JsonBytes out) {
        for (int i = 0; i < records.size(); i++) {
            if (to.target().acks() == Acks.NONE && results.problem(i) == null) {
                out.raw(ACCEPTED);
            } else {
                results.writeReceipt(out, i, seq(i).orElse(-1L));
            }
            out.raw('\n');
        }
    }

    private CompletableFuture<?> send(PartitionAppend appender, PartitionBatch batch) {
        long nowMs = to.clock().millis();
        return appender.append(batch.partition(), request(batch, nowMs))
                .thenCompose(
                        outcome -> {
                            if (outcome instanceof Refused(Problem problem)) {
                                refused(batch.index(0), problem);
                            }
                            PartitionBatch rest = tell(batch, outcome, nowMs);
                            return rest.count() == 0
                                    ? CompletableFuture.completedFuture(null)
                                    : send(appender, rest);
                        });
    }

    private PartitionBatch tell(PartitionBatch batch, ProduceOutcome outcome, long nowMs) {
        boolean appendTime = to.target().config().isLogAppendTime();
        return batch.tell(results, records, outcome, appendTime, nowMs);
    }

    private ProduceRequest request(PartitionBatch batch, long nowMs) {
        var bytes = batch.build(to.target(), records, nowMs);
        Acks acks = to.target().acks();
        if (to.producer().isEmpty()) {
            return ProduceRequest.of(bytes, acks);
        }
        Sequenced producer = to.producer().get();
        int[] deltas = new int[batch.count()];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = batch.index(i) - batch.index(0);
        }
        RequestMark mark =
                RequestMark.lines(producer.identity(), producer.epoch(), firstSeq(batch), deltas);
        // Lines that are refused for good leave holes, so the numbers of a partition only rise.
        return ProduceRequest.marked(bytes, mark, false, acks);
    }

    private long firstSeq(PartitionBatch batch) {
        return seq(batch.index(0)).orElse(0L);
    }

    private Optional<Long> seq(int index) {
        return to.producer().map(producer -> producer.seq() + firstLine + index);
    }

    private void refuse(int index, Problem problem) {
        records.add(to.nothing());
        unread.put(index, problem);
    }
}
