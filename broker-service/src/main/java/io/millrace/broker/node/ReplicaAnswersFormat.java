package io.millrace.broker.node;

import io.millrace.internal.message.Messages;
import io.millrace.internal.message.UnreadableMessageException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.replica.ReplicaAnswer;
import io.millrace.protocol.replica.ReplicaAnswers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * {@link ReplicaAnswers} as bytes: the length of the head (4 bytes), the head as a message, and the
 * batches of its entries one after the other, as they are.
 */
final class ReplicaAnswersFormat {
    private ReplicaAnswersFormat() {}

    private enum Kind {
        RECORDS,
        DIVERGING,
        BELOW_LOG_START,
        REFUSED
    }

    /**
     * One answer without its batches.
     *
     * @param first log start of records and below log start; epoch of diverging
     * @param second high watermark of records; end offset of diverging
     * @param bytes of its batches
     */
    private record Entry(
            Kind kind,
            PartitionId partition,
            int leaderEpoch,
            long first,
            long second,
            int bytes) {}

    private record Head(boolean sessionLost, List<Entry> entries) {}

    static List<ByteBuffer> write(ReplicaAnswers answers) {
        ByteBuffer head =
                Messages.write(
                        new Head(
                                answers.sessionLost(),
                                answers.answers().stream()
                                        .map(ReplicaAnswersFormat::entry)
                                        .toList()));
        List<ByteBuffer> pieces = new ArrayList<>();
        pieces.add(ByteBuffer.allocate(Integer.BYTES).putInt(head.remaining()).flip());
        pieces.add(head);
        for (ReplicaAnswer answer : answers.answers()) {
            if (answer instanceof ReplicaAnswer.Records records
                    && records.batches().hasRemaining()) {
                pieces.add(records.batches());
            }
        }
        return pieces;
    }

    private static Entry entry(ReplicaAnswer answer) {
        return switch (answer) {
            case ReplicaAnswer.Records r ->
                    new Entry(
                            Kind.RECORDS,
                            r.partition(),
                            r.leaderEpoch(),
                            r.logStart(),
                            r.highWatermark(),
                            r.batches().remaining());
            case ReplicaAnswer.Diverging d ->
                    new Entry(
                            Kind.DIVERGING,
                            d.partition(),
                            d.leaderEpoch(),
                            d.epoch(),
                            d.endOffset(),
                            0);
            case ReplicaAnswer.BelowLogStart b ->
                    new Entry(
                            Kind.BELOW_LOG_START,
                            b.partition(),
                            b.leaderEpoch(),
                            b.logStart(),
                            0,
                            0);
            case ReplicaAnswer.Refused r ->
                    new Entry(Kind.REFUSED, r.partition(), r.leaderEpoch(), 0, 0, 0);
        };
    }

    /**
     * @throws UnreadableMessageException if the bytes are none
     * @throws IllegalArgumentException if they end too early
     */
    static ReplicaAnswers read(ByteBuffer bytes) {
        int headBytes = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
        Head head = Messages.read(next(bytes, headBytes), Head.class);
        List<ReplicaAnswer> answers = new ArrayList<>();
        for (Entry entry : head.entries()) {
            answers.add(answer(entry, next(bytes, entry.bytes())));
        }
        return new ReplicaAnswers(head.sessionLost(), answers);
    }

    private static ByteBuffer next(ByteBuffer bytes, int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalArgumentException(
                    bytes.remaining() + " bytes are left, " + length + " are announced");
        }
        ByteBuffer part = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return part;
    }

    private static ReplicaAnswer answer(Entry e, ByteBuffer batches) {
        return switch (e.kind()) {
            case RECORDS ->
                    new ReplicaAnswer.Records(
                            e.partition(), e.leaderEpoch(), e.first(), e.second(), batches);
            case DIVERGING ->
                    new ReplicaAnswer.Diverging(
                            e.partition(), e.leaderEpoch(), (int) e.first(), e.second());
            case BELOW_LOG_START ->
                    new ReplicaAnswer.BelowLogStart(e.partition(), e.leaderEpoch(), e.first());
            case REFUSED -> new ReplicaAnswer.Refused(e.partition(), e.leaderEpoch());
        };
    }
}
