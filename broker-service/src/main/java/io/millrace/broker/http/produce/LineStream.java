package io.millrace.broker.http.produce;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.limits.ByteBudget;
import io.millrace.broker.http.problem.Problems;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One NDJSON request in full duplex. Owned by the event loop of its connection: everything else
 * that calls hands over to it.
 *
 * <p>Lines are appended in rounds: all whole lines at hand, one batch per partition. A stream
 * without sequence has up to five rounds under way, but one if they might overtake each other on
 * their way to other brokers. A sequenced one has one, and none after one of which a line was
 * refused: what is appended behind it could not be repeated in order. While the lines under way
 * reach their limit, or the client does not read its receipts, the body is not read on.
 */
final class LineStream extends BaseSubscriber<DataBuffer> {
    private static final int ROUNDS_MAX = 5;
    private static final int RECORDS_MAX = 1_000;
    private static final long BYTES_MAX = 8 << 20;
    private static final int READ_AHEAD_BYTES = 256 * 1024;

    /** Groups of receipts that the transport has, but has not begun to write. */
    private static final int UNWRITTEN_MAX = 2;

    private static final int LOOK_AGAIN_MS = 20;

    private final LineTarget target;
    private final Topics topics;
    private final LineBuffer buffer;
    private final Duration idleTimeout;
    private final Channel channel;
    private final EventLoop loop;
    private final DataBufferFactory buffers;
    private final FluxSink<Publisher<DataBuffer>> receipts;
    private final Runnable hangUp;

    private final ArrayDeque<Round> rounds = new ArrayDeque<>();
    private @Nullable Problem stopped;
    private int recordsUnderWay;
    private long bytesUnderWay;
    private long linesTaken;
    private int unwritten;
    private boolean looksAgain;
    private boolean asked;
    private boolean bodyEnded;
    private boolean over;
    private long lastProgressNanos = System.nanoTime();
    private @Nullable Disposable watch;

    private static final class Round {
        private final LineRound lines;
        private boolean done;

        Round(LineRound lines) {
            this.lines = lines;
        }
    }

    private LineStream(
            LineTarget target,
            Topics topics,
            ByteBudget budget,
            Duration idleTimeout,
            Channel channel,
            DataBufferFactory buffers,
            FluxSink<Publisher<DataBuffer>> receipts,
            Runnable hangUp) {
        this.target = target;
        this.topics = topics;
        this.buffer = new LineBuffer(target.lineBytesMax(), budget);
        this.idleTimeout = idleTimeout;
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.buffers = buffers;
        this.receipts = receipts;
        this.hangUp = hangUp;
    }

    /**
     * The receipts, in groups that are to be flushed each; subscribing reads the body.
     *
     * @param hangUp ends the connection when the stream has to end before its body
     */
    static Flux<Publisher<DataBuffer>> receipts(
            LineTarget target,
            Topics topics,
            ByteBudget budget,
            Duration idleTimeout,
            Channel channel,
            DataBufferFactory buffers,
            Flux<DataBuffer> body,
            Runnable hangUp) {
        return Flux.create(
                sink -> {
                    var stream =
                            new LineStream(
                                    target,
                                    topics,
                                    budget,
                                    idleTimeout,
                                    channel,
                                    buffers,
                                    sink,
                                    hangUp);
                    sink.onRequest(_ -> stream.loop.execute(stream::goOn));
                    sink.onDispose(() -> stream.loop.execute(stream::end));
                    stream.watch();
                    body.doOnDiscard(DataBuffer.class, DataBufferUtils::release).subscribe(stream);
                });
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        loop.execute(this::goOn);
    }

    @Override
    protected void hookOnNext(DataBuffer chunk) {
        loop.execute(() -> take(chunk));
    }

    @Override
    protected void hookOnComplete() {
        loop.execute(
                () -> {
                    bodyEnded = true;
                    buffer.finish();
                    goOn();
                });
    }

    @Override
    protected void hookOnError(Throwable error) {
        // The client is gone: what was cut off is not stored, what is under way ends by itself.
        loop.execute(
                () -> {
                    receipts.error(error);
                    end();
                });
    }

    private void take(DataBuffer chunk) {
        try {
            asked = false;
            lastProgressNanos = System.nanoTime();
            if (!over && !buffer.add(chunk)) {
                giveUp(ErrorCode.OVERLOADED, "There is no memory left for bodies at the moment");
            }
        } finally {
            DataBufferUtils.release(chunk);
        }
        goOn();
    }

    /** Does whatever can be done now: sends receipts, starts rounds, reads on. */
    private void goOn() {
        if (over) {
            return;
        }
        sendReceipts();
        while (buffer.lines() > 0
                && rounds.size() < roundsMax()
                && recordsUnderWay < RECORDS_MAX
                && bytesUnderWay < BYTES_MAX) {
            startRound();
            sendReceipts();
        }
        if (bodyEnded) {
            if (buffer.lines() == 0 && rounds.isEmpty()) {
                receipts.complete();
                end();
            }
        } else if (!asked
                && buffer.bytes() < READ_AHEAD_BYTES + (buffer.lines() == 0 ? BYTES_MAX : 0)) {
            asked = true;
            request(1);
        }
    }

    private int roundsMax() {
        return target.producer().isPresent() || !target.target().keepsOrder() ? 1 : ROUNDS_MAX;
    }

    private void startRound() {
        LineRound lines = new LineRound(target, linesTaken);
        while (buffer.lines() > 0
                && recordsUnderWay + lines.lines() < RECORDS_MAX
                && bytesUnderWay + lines.bytes() < BYTES_MAX) {
            LineBuffer.Line line = buffer.take();
            if (line.tooLong()) {
                lines.addTooLong();
            } else if (line.from() < line.to()) {
                lines.add(Arrays.copyOfRange(buffer.array(), line.from(), line.to()));
            }
        }
        if (lines.lines() == 0) {
            return;
        }
        linesTaken += lines.lines();
        recordsUnderWay += lines.lines();
        bytesUnderWay += lines.bytes();
        Round round = new Round(lines);
        rounds.add(round);
        if (stopped != null) {
            lines.refuse(stopped);
            round.done = true;
            return;
        }
        var _ =
                lines.append(new PartitionAppend(topics, target.target()))
                        .whenComplete((_, failure) -> loop.execute(() -> finished(round, failure)));
    }

    private void finished(Round round, @Nullable Throwable failure) {
        lastProgressNanos = System.nanoTime();
        round.done = true;
        if (failure != null) {
            receipts.error(failure);
            end();
            return;
        }
        if (stopped == null) {
            stopped = round.lines.stopsTheStream().orElse(null);
        }
        goOn();
    }

    private void sendReceipts() {
        while (!rounds.isEmpty()
                && rounds.getFirst().done
                && unwritten < UNWRITTEN_MAX
                && receipts.requestedFromDownstream() > 0) {
            // The transport itself takes whatever it is given, into memory.
            if (!channel.isWritable()) {
                lookAgain();
                return;
            }
            LineRound lines = rounds.removeFirst().lines;
            recordsUnderWay -= lines.lines();
            bytesUnderWay -= lines.bytes();
            JsonBytes out = new JsonBytes(64 * lines.lines());
            lines.write(out);
            unwritten++;
            receipts.next(
                    Mono.fromSupplier(
                            () -> {
                                // The transport writes a group when the one before has gone out.
                                loop.execute(this::receiptsTaken);
                                return buffers.wrap(out.view());
                            }));
        }
    }

    private void receiptsTaken() {
        unwritten--;
        lastProgressNanos = System.nanoTime();
        goOn();
    }

    private void lookAgain() {
        if (!looksAgain) {
            looksAgain = true;
            Runnable look =
                    () -> {
                        looksAgain = false;
                        goOn();
                    };
            var _ = loop.schedule(look, LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        }
    }

    private void watch() {
        long every = Math.max(100, idleTimeout.toMillis() / 4);
        watch =
                Schedulers.parallel()
                        .schedulePeriodically(
                                () -> loop.execute(this::lookForProgress),
                                every,
                                every,
                                TimeUnit.MILLISECONDS);
    }

    private void lookForProgress() {
        if (!over && System.nanoTime() - lastProgressNanos > idleTimeout.toNanos()) {
            giveUp(
                    ErrorCode.REQUEST_TIMED_OUT,
                    "Nothing came or went for " + idleTimeout.toSeconds() + " s");
        }
    }

    /** Tells in the stream itself why it ends early. */
    private void giveUp(ErrorCode code, String detail) {
        JsonBytes out = new JsonBytes(256).raw(JsonBytes.ascii("{\"problem\":"));
        Problems.write(out, Problem.notAppended(code, detail));
        out.raw('}').raw('\n');
        receipts.next(Mono.just(buffers.wrap(out.toByteArray())));
        receipts.complete();
        end();
        hangUp.run();
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        cancel();
        buffer.free();
        if (watch != null) {
            watch.dispose();
        }
    }
}
