package io.millrace.fault.workload;

import io.millrace.client.Producer;
import io.millrace.client.ProducerRecord;
import io.millrace.client.RecordReceipt;
import io.millrace.fault.history.Acks;
import io.millrace.fault.history.Action.Send;
import io.millrace.fault.history.Records;
import io.millrace.fault.history.Type;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Outcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

/** Some values on their way to one partition, and what became of each. Owned by one thread. */
final class SendOperation {
    private final Map<Type, Records.Builder> outcomes = new EnumMap<>(Type.class);
    private final LogRun run;
    private final int partition;
    private String error = "";
    private long lastOffset = -1;

    private SendOperation(LogRun run, int partition) {
        this.run = run;
        this.partition = partition;
    }

    /** Returns when all of them are acknowledged or given up. */
    static SendOperation run(LogRun run, int process, Producer producer, int partition, int count) {
        long[] values = LongStream.generate(run::newValue).limit(count).toArray();
        SendOperation operation = new SendOperation(run, partition);
        operation.note(process, Type.INVOKE, Records.withoutOffsets(values));
        List<CompletableFuture<RecordReceipt>> receipts = new ArrayList<>();
        for (long value : values) {
            receipts.add(operation.send(producer, value));
        }
        for (int i = 0; i < values.length; i++) {
            operation.await(values[i], receipts.get(i));
        }
        operation.outcomes.forEach(
                (type, records) -> operation.note(process, type, records.build()));
        return operation;
    }

    boolean isAcknowledged() {
        return error.isEmpty();
    }

    /** Of what was acknowledged. */
    long lastOffset() {
        return lastOffset;
    }

    private CompletableFuture<RecordReceipt> send(Producer producer, long value) {
        try {
            return producer.send(
                    new ProducerRecord(
                            run.settings().topic(), partition, null, Values.encode(value)));
        } catch (MillraceException e) {
            // It has not even been taken, whatever the request for metadata came to.
            return CompletableFuture.failedFuture(
                    new MillraceException(e.problem().withOutcome(Outcome.NOT_APPENDED), e));
        }
    }

    private void await(long value, CompletableFuture<RecordReceipt> receipt) {
        try {
            lastOffset = receipt.get().offset();
            run.acknowledged(partition, lastOffset);
            outcome(Type.OK).add(lastOffset, value);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof MillraceException refusal)) {
                throw new IllegalStateException(e);
            }
            boolean surelyNot = refusal.problem().outcome() == Outcome.NOT_APPENDED;
            error = refusal.problem().code().code();
            outcome(surelyNot ? Type.FAIL : Type.INFO).add(Records.UNKNOWN, value);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Records.Builder outcome(Type type) {
        return outcomes.computeIfAbsent(type, _ -> Records.builder());
    }

    private void note(int process, Type type, Records records) {
        Send send = new Send(partition, Acks.ALL, records);
        run.history().append(process, type, send, type == Type.OK ? "" : error);
    }
}
