package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.stream.StreamLine;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream, from its first word to its last. Owned by the stream's virtual thread. Holds no
 * records: what the reader has not taken lies in the log.
 */
final class TailSession implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(TailSession.class);
    private static final TailReader.Portion PORTION =
            new TailReader.Portion(32 * 1024, 128 * 1024, Integer.MAX_VALUE);
    private static final Duration RECONNECT = Duration.ofSeconds(2);
    private static final Duration RECONNECT_AFTER_DRAIN = Duration.ofMillis(500);
    private static final Duration RECONNECT_AFTER_ERROR = Duration.ofSeconds(30);

    private final TailFrames.Opening opening;
    private final TailPositions positions;
    private final List<Gap> gaps;
    private final TailReader reader;
    private final TailMembership membership;
    private final TailFrames frames;
    private final Duration silence;
    private final boolean tellsHeartbeats;
    private final StreamLine line;
    private final InstantSource clock;

    private boolean ended;
    private long lastTold = System.nanoTime();

    /**
     * @param membership keeps the positions in step with the topics
     * @param silence after which it says that it lives, unless the reader wants to hear it earlier
     */
    TailSession(
            TailFrames.Opening opening,
            TailOpening.Opened opened,
            TailReader reader,
            TailMembership membership,
            TailFrames frames,
            TailOptions options,
            Duration silence,
            StreamLine line,
            InstantSource clock) {
        this.opening = opening;
        this.positions = opened.positions();
        this.gaps = opened.gaps();
        this.reader = reader;
        this.membership = membership;
        this.frames = frames;
        this.silence = options.heartbeat().orElse(silence);
        this.tellsHeartbeats = options.heartbeat().isPresent();
        this.line = line;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            frames.open(line.chunk(), opening);
            gaps.forEach(gap -> frames.gap(line.chunk(), gap));
            while (line.send() && !ended) {
                say();
            }
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            positions.close();
        }
    }

    /** Adds to the chunk what there is to say now, or waits until there may be something. */
    private void say() {
        Optional<TailEnding> ending = dueEnding();
        if (ending.isEmpty() && reader.hasWork()) {
            ending = line.render(out -> reader.read(out, PORTION));
        }
        if (frames.endOfChunk(line.chunk())) {
            told();
        }
        if (ending.isPresent()) {
            end(ending.get());
            return;
        }
        sayWhatIsDue();
        if (line.chunk().size() == 0 && !reader.hasWork()) {
            reader.callWhenReadable(line::wake);
            line.await(nextDeadline());
        }
    }

    private void sayWhatIsDue() {
        long now = System.nanoTime();
        if (!reader.isUntold()) {
            lastTold = now;
        } else if (now - lastTold >= frames.positionEvery().toNanos()) {
            frames.position(line.chunk());
            told();
        }
        if (line.chunk().size() == 0 && now - line.lastWord() >= silence.toNanos()) {
            if (tellsHeartbeats) {
                frames.heartbeat(line.chunk(), clock.instant(), positions.lag());
            } else {
                frames.keepAlive(line.chunk(), clock.instant(), positions.lag());
            }
        }
    }

    private Optional<TailEnding> dueEnding() {
        if (line.takeCheck()) {
            Optional<TailEnding> found = check();
            if (found.isPresent()) {
                return found;
            }
        }
        if (line.isDrained()) {
            return Optional.of(new TailEnding.Drained());
        }
        return line.isExpired() ? Optional.of(new TailEnding.Expired()) : Optional.empty();
    }

    private Optional<TailEnding> check() {
        return line.objection()
                .<TailEnding>map(TailEnding.Failed::new)
                .or(() -> membership.refresh(positions).map(TailEnding.TopicDeleted::new));
    }

    private void end(TailEnding ending) {
        ended = true;
        JsonBytes out = line.chunk();
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
        line.takeBack();
        end(
                new TailEnding.Failed(
                        Problem.of(ErrorCode.INTERNAL, "The session is " + opening.session())
                                .with("retriable", true)));
        boolean ignored = line.send();
    }

    private long nextDeadline() {
        long from = line.lastWord();
        long wait = Math.min(line.endsBy() - from, silence.toNanos());
        if (reader.isUntold()) {
            wait = Math.min(wait, lastTold - from + frames.positionEvery().toNanos());
        }
        OptionalLong quiet = reader.worthWakingAt();
        return from + (quiet.isPresent() ? Math.min(wait, quiet.getAsLong() - from) : wait);
    }

    private void told() {
        reader.told();
        lastTold = System.nanoTime();
    }
}
