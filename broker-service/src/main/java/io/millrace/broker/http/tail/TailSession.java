package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream, from its first word to its last. Owned by the stream's virtual thread, which {@link
 * #run} is; other threads only leave it messages. Holds no records: what the reader has not taken
 * lies in the log.
 */
final class TailSession implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TailSession.class);
    private static final TailReader.Portion PORTION =
            new TailReader.Portion(32 * 1024, 128 * 1024, Integer.MAX_VALUE);
    private static final Duration RECONNECT = Duration.ofSeconds(2);
    private static final Duration RECONNECT_AFTER_DRAIN = Duration.ofMillis(500);
    private static final Duration RECONNECT_AFTER_ERROR = Duration.ofSeconds(30);

    /**
     * What a stream needs from around it.
     *
     * @param membership keeps the positions in step with the topics
     * @param objection why the reader may not go on, if its credentials do not hold any more
     */
    record Surroundings(
            TailStreams streams,
            TailMembership membership,
            Supplier<Optional<Problem>> objection,
            TailProperties properties,
            InstantSource clock) {}

    private final TailFrames.Opening opening;
    private final TailPositions positions;
    private final List<Gap> gaps;
    private final TailReader reader;
    private final TailFrames frames;
    private final TailOptions options;
    private final Surroundings surroundings;
    private final ChunkSink sink;
    private final Wakeup wakeup;
    private final long expiresAt;

    private JsonBytes out = new JsonBytes(1024);
    private int reserved;
    private boolean ended;
    private long lastWord = System.nanoTime();
    private long lastTold = lastWord;

    private volatile boolean checkDue;
    private volatile boolean draining;
    private volatile long drainAt;
    private volatile boolean sending;
    private volatile long progressAt;
    private volatile long pendingSeen;

    TailSession(
            TailFrames.Opening opening,
            TailOpening.Opened opened,
            TailReader reader,
            TailFrames frames,
            TailOptions options,
            Surroundings surroundings,
            ChunkSink sink,
            Wakeup wakeup) {
        this.opening = opening;
        this.positions = opened.positions();
        this.gaps = opened.gaps();
        this.reader = reader;
        this.frames = frames;
        this.options = options;
        this.surroundings = surroundings;
        this.sink = sink;
        this.wakeup = wakeup;
        Duration life = Duration.between(surroundings.clock().instant(), opening.expiresAt());
        this.expiresAt = System.nanoTime() + life.toNanos();
    }

    @Override
    public void run() {
        surroundings.streams().add(this);
        try {
            frames.open(out, opening);
            gaps.forEach(gap -> frames.gap(out, gap));
            while (send() && !ended) {
                say();
            }
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            positions.close();
            surroundings.streams().taken(reserved);
            surroundings.streams().remove(this);
            sink.complete();
        }
    }

    /** Looks again whether the topics are there and the reader may read them. Any thread. */
    void check() {
        checkDue = true;
        wakeup.call();
    }

    /** Ends the stream at a time of {@link System#nanoTime}, so that its reader comes back. */
    void drainBy(long nanos) {
        drainAt = nanos;
        draining = true;
        wakeup.call();
    }

    /** Ends the stream without a word. Any thread. */
    void cancel() {
        sink.abort();
    }

    /** How long the reader has taken nothing of what is on its way to it. Any thread. */
    Duration stalledFor() {
        return sending ? Duration.ofNanos(System.nanoTime() - progressAt) : Duration.ZERO;
    }

    /** Looks whether the reader has taken something. One thread at a time. */
    void noteProgress() {
        long pending = sink.pendingBytes();
        if (pending != pendingSeen) {
            pendingSeen = pending;
            progressAt = System.nanoTime();
        }
    }

    /** Adds to the chunk what there is to say now, or waits until there may be something. */
    private void say() {
        Optional<TailEnding> ending = dueEnding();
        if (ending.isEmpty() && reader.hasWork()) {
            ending = read();
        }
        if (frames.endOfChunk(out)) {
            told();
        }
        if (ending.isPresent()) {
            end(ending.get());
            return;
        }
        sayWhatIsDue();
        if (out.size() == 0 && !reader.hasWork()) {
            reader.callWhenReadable(wakeup::call);
            wakeup.await(nextDeadline());
        }
    }

    private Optional<TailEnding> read() {
        List<TailEnding> endings = new ArrayList<>();
        reserved +=
                surroundings
                        .streams()
                        .render(
                                () -> {
                                    reader.read(out, PORTION).ifPresent(endings::add);
                                    return out.size();
                                });
        return endings.stream().findFirst();
    }

    private void sayWhatIsDue() {
        long now = System.nanoTime();
        if (!reader.isUntold()) {
            lastTold = now;
        } else if (now - lastTold >= frames.positionEvery().toNanos()) {
            frames.position(out);
            told();
        }
        if (out.size() == 0 && now - lastWord >= silence().toNanos()) {
            Instant time = surroundings.clock().instant();
            if (options.heartbeat().isPresent()) {
                frames.heartbeat(out, time, positions.lag());
            } else {
                frames.keepAlive(out, time, positions.lag());
            }
        }
    }

    private Optional<TailEnding> dueEnding() {
        long now = System.nanoTime();
        if (checkDue) {
            checkDue = false;
            Optional<TailEnding> found = check(surroundings.objection().get());
            if (found.isPresent()) {
                return found;
            }
        }
        if (draining && now - drainAt >= 0) {
            return Optional.of(new TailEnding.Drained());
        }
        return now - expiresAt >= 0 ? Optional.of(new TailEnding.Expired()) : Optional.empty();
    }

    private Optional<TailEnding> check(Optional<Problem> objection) {
        return objection
                .<TailEnding>map(TailEnding.Failed::new)
                .or(
                        () ->
                                surroundings
                                        .membership()
                                        .refresh(positions)
                                        .map(TailEnding.TopicDeleted::new));
    }

    private void end(TailEnding ending) {
        ended = true;
        switch (ending) {
            case TailEnding.Expired ignored -> frames.retry(out, RECONNECT);
            case TailEnding.Drained ignored -> frames.retry(out, RECONNECT_AFTER_DRAIN);
            case TailEnding.TopicDeleted(TopicName topic) ->
                    frames.end(out, "topic_deleted", topic.value());
            case TailEnding.TooSlow ignored -> frames.end(out, "slow", "");
            case TailEnding.Failed(Problem problem)
                    when problem.code() == ErrorCode.TOPIC_DELETED ->
                    frames.end(
                            out, "topic_deleted", String.valueOf(problem.members().get("topic")));
            case TailEnding.Failed(Problem problem)
                    when problem.code() == ErrorCode.BROKER_DRAINING ->
                    frames.retry(out, RECONNECT_AFTER_DRAIN);
            case TailEnding.Failed(Problem problem) -> {
                if (problem.retriable()) {
                    frames.retry(out, RECONNECT_AFTER_ERROR);
                }
                frames.error(out, problem);
            }
        }
    }

    private void fail(RuntimeException failure) {
        LOG.atError()
                .setCause(failure)
                .addKeyValue("session", opening.session())
                .log("a stream failed; its reader is told to come back");
        out = new JsonBytes(256);
        end(
                new TailEnding.Failed(
                        Problem.of(ErrorCode.INTERNAL, "The session is " + opening.session())
                                .with("retriable", true)));
        boolean ignored = send();
    }

    /** Sends the chunk and begins a new one; false if the reader has gone. */
    private boolean send() {
        if (out.size() == 0) {
            return sink.isOpen();
        }
        lastWord = System.nanoTime();
        progressAt = lastWord;
        sending = true;
        boolean there = sink.send(out.view());
        sending = false;
        surroundings.streams().taken(reserved);
        reserved = 0;
        out = new JsonBytes(1024);
        return there;
    }

    private long nextDeadline() {
        long wait = Math.min(expiresAt - lastWord, silence().toNanos());
        if (draining) {
            wait = Math.min(wait, drainAt - lastWord);
        }
        if (reader.isUntold()) {
            wait = Math.min(wait, lastTold - lastWord + frames.positionEvery().toNanos());
        }
        OptionalLong quiet = reader.worthWakingAt();
        return lastWord + (quiet.isPresent() ? Math.min(wait, quiet.getAsLong() - lastWord) : wait);
    }

    private void told() {
        reader.told();
        lastTold = System.nanoTime();
    }

    private Duration silence() {
        return options.heartbeat().orElse(surroundings.properties().silence());
    }
}
