package io.millrace.broker.forward.wire;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.millrace.broker.forward.LeaderBroker;
import io.millrace.broker.forward.LedPartition;
import io.millrace.broker.forward.LogSize;
import io.millrace.broker.forward.NotSentException;
import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.internal.message.Messages;
import io.millrace.internal.network.CallNotSentException;
import io.millrace.internal.network.InternalClient;
import io.millrace.log.TimestampedOffset;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Another broker, over the internal interface. Any thread; blocks. */
final class RemoteBroker implements LeaderBroker {
    /** For what the broker answers at once. */
    private static final Duration READ_PATIENCE = Duration.ofSeconds(10);

    /** Beyond the patience, so that it is the broker that says what it has waited for in vain. */
    private static final Duration WAY = Duration.ofSeconds(2);

    private final InternalClient client;
    private final CircuitBreaker breaker;

    /**
     * @param breaker keeps calls from waiting, one after the other, for a broker that is gone
     */
    RemoteBroker(InternalClient client, CircuitBreaker breaker) {
        this.client = client;
        this.breaker = breaker;
    }

    @Override
    public List<ProduceOutcome> append(
            LedPartition partition, List<ProduceRequest> requests, Duration patience) {
        AppendHead head =
                new AppendHead(
                        partition,
                        patience.toMillis(),
                        requests.stream().map(BatchHead::of).toList());
        List<ByteBuffer> batches =
                requests.stream().map(request -> request.batch().duplicate()).toList();
        ByteBuffer reply =
                call(ForwardPath.APPEND, Framed.write(head, batches), patience.plus(WAY));
        return Framed.read(reply, AppendReply.class).head().outcomes();
    }

    @Override
    public FetchOutcome fetch(
            LedPartition partition, long offset, int maxBytes, OptionalInt lastFetchedEpoch) {
        FetchHead head = new FetchHead(partition, offset, maxBytes, lastFetchedEpoch);
        Framed<FetchReply> reply =
                Framed.read(
                        call(ForwardPath.FETCH, Framed.write(head, List.of()), READ_PATIENCE),
                        FetchReply.class);
        return reply.head().outcome(reply.rest());
    }

    @Override
    public Offsets awaitReadable(LedPartition partition, long offset, Duration patience) {
        return ask(ForwardPath.AWAIT, partition, offset, patience, Offsets.class);
    }

    @Override
    public long latest(LedPartition partition, Duration patience) {
        return ask(ForwardPath.LATEST, partition, 0, patience, Answer.class).certain();
    }

    @Override
    public Optional<TimestampedOffset> offsetForTimestamp(
            LedPartition partition, long timestampMs) {
        Answer answer =
                ask(ForwardPath.TIMESTAMP, partition, timestampMs, READ_PATIENCE, Answer.class);
        return answer.value().isPresent() && answer.timestampMs().isPresent()
                ? Optional.of(
                        new TimestampedOffset(
                                answer.value().getAsLong(), answer.timestampMs().getAsLong()))
                : Optional.empty();
    }

    @Override
    public OptionalLong appendTimeOf(LedPartition partition, long offset) {
        return ask(ForwardPath.APPEND_TIME, partition, offset, READ_PATIENCE, Answer.class).value();
    }

    @Override
    public long deleteBefore(LedPartition partition, long offset, Duration patience) {
        return ask(ForwardPath.DELETE, partition, offset, patience, Answer.class).certain();
    }

    @Override
    public LogSize sizeOf(LedPartition partition) {
        return ask(ForwardPath.SIZE, partition, 0, READ_PATIENCE, LogSize.class);
    }

    private <A> A ask(
            ForwardPath path,
            LedPartition partition,
            long argument,
            Duration patience,
            Class<A> answer) {
        Question question = new Question(partition, argument, patience.toMillis());
        ByteBuffer reply = call(path, List.of(Messages.write(question)), patience.plus(WAY));
        return Messages.read(reply, answer);
    }

    private ByteBuffer call(ForwardPath path, List<ByteBuffer> body, Duration timeout) {
        try {
            return breaker.executeSupplier(() -> client.callAndWait(path.path(), body, timeout));
        } catch (CallNotSentException | CallNotPermittedException e) {
            throw new NotSentException("The broker can't be reached", e);
        }
    }
}
