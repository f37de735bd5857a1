package io.millrace.broker.http.group;

import io.millrace.broker.group.GroupCalls;
import io.millrace.broker.group.LiveMembers;
import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.stream.StreamLine;
import io.millrace.broker.http.tail.AssignedReads.Place;
import io.millrace.broker.http.tail.AssignedReads.Telling;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member on one connection: what it is given, the records of that, what it is to give up. Says
 * for the member that it lives while its reader takes what is sent. Owned by the stream's virtual
 * thread, but for {@link #hear}.
 */
final class MemberStream implements Runnable, Telling {
    private static final Logger LOG = LoggerFactory.getLogger(MemberStream.class);
    private static final Duration ASK_EVERY = Duration.ofMillis(200);
    private static final Duration QUIET = Duration.ofMillis(100);
    private static final Duration BEFORE_SESSION_ENDS = Duration.ofSeconds(5);
    private static final Duration RECONNECT = Duration.ofSeconds(2);
    private static final Duration RECONNECT_AFTER_DRAIN = Duration.ofMillis(500);
    private static final Duration RECONNECT_AFTER_ERROR = Duration.ofSeconds(30);

    private final StreamQuery query;
    private final MemberStreams.Opened opened;
    private final MemberStreams around;
    private final GroupCalls calls;
    private final StreamLine line;
    private final MemberFrames frames;
    private final Unacked unacked;
    private final AtomicReference<@Nullable MemberAnswer> news = new AtomicReference<>();
    private volatile long heardAt = System.nanoTime();
    private volatile MemberBeat beat;

    private final Holding holding;
    private long askedAt = System.nanoTime();
    private long quietUntil = System.nanoTime();
    private boolean ended;

    MemberStream(
            StreamQuery query,
            MemberStreams.Opened opened,
            MemberStreams around,
            GroupCalls calls,
            StreamLine line) {
        this.query = query;
        this.opened = opened;
        this.around = around;
        this.calls = calls;
        this.line = line;
        this.holding = around.holding(opened, this);
        this.unacked = new Unacked(query.auto() ? Integer.MAX_VALUE : query.maxUnacked());
        this.frames =
                new MemberFrames(
                        () -> around.text(query, holding.cursor()),
                        query.idWithEvery()
                                .orElse(opened.starts().size() <= MemberStreams.IDS_MAX));
        this.beat = alive();
    }

    private MemberBeat alive() {
        return MemberBeat.alive(
                        query.group(),
                        query.member(),
                        membership().session(),
                        membership().memberEpoch())
                .of(opened.stream());
    }

    private Membership membership() {
        return holding.membership();
    }

    @Override
    public void run() {
        LiveMembers live = around.live();
        try (var _ = live.keep(query.group(), query.member(), () -> beat, this::hear)) {
            frames.open(line.chunk(), around.opening(query, opened, line.expiresAt()));
            frames.assign(line.chunk(), membership().memberEpoch(), holding.complete());
            tellRevoked(membership().revoking());
            while (line.send() && !ended) {
                sent();
                say();
            }
        } catch (MillraceException e) {
            line.takeBack();
            cannotRead(e.problem());
            boolean ignored = line.send();
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            holding.tail().close();
        }
    }

    /** What the group's owner says, or another broker's request of the member. Any thread. */
    private void hear(MemberAnswer answer) {
        if (answer.refusal().map(Refusal::code).filter(GroupCalls::isPassing).isPresent()) {
            return;
        }
        heardAt = System.nanoTime();
        news.set(answer);
        line.wake();
    }

    /** Adds to the chunk what there is to say now, or waits until there may be something. */
    private void say() {
        endIfDue();
        if (!ended) {
            Optional.ofNullable(news.getAndSet(null)).ifPresent(this::follow);
        }
        if (ended) {
            return;
        }
        if (isReadable()) {
            line.render(out -> holding.tail().read(out, unacked.room()))
                    .ifPresent(this::cannotRead);
        }
        frames.endOfChunk(line.chunk());
        if (line.chunk().size() > 0 || ended) {
            return;
        }
        if (System.nanoTime() - line.lastWord() >= around.silence().toNanos()) {
            frames.heartbeat(line.chunk(), around.now(), unacked.count(), holding.tail().lag());
        } else if (isAsking() && System.nanoTime() - askedAt >= ASK_EVERY.toNanos()) {
            ask();
        } else {
            holding.tail().callWhenReadable(line::wake);
            line.await(nextLook());
        }
    }

    private boolean isReadable() {
        return unacked.room() > 0
                && System.nanoTime() - quietUntil >= 0
                && holding.tail().hasWork();
    }

    /** Whether it waits for what others hear first: of the client, or of a new topic. */
    private boolean isAsking() {
        return unacked.room() == 0 || !membership().revoking().isEmpty() || holding.isIncomplete();
    }

    private void ask() {
        askedAt = System.nanoTime();
        if (holding.isIncomplete()) {
            tellAssigned(holding.complete());
        }
        try {
            hear(calls.beat(beat));
        } catch (MillraceException e) {
            hear(MemberAnswer.refused(e.problem().code(), e.problem().detail()));
        }
    }

    private long nextLook() {
        long from = System.nanoTime();
        long wait =
                Math.min(line.endsBy() - from, line.lastWord() + around.silence().toNanos() - from);
        if (isAsking()) {
            wait = Math.min(wait, askedAt + ASK_EVERY.toNanos() - from);
        }
        OptionalLong readable = holding.tail().worthWakingAt();
        if (readable.isPresent()) {
            wait = Math.min(wait, readable.getAsLong() - from);
        }
        return from + (quietUntil - from > 0 ? Math.min(wait, quietUntil - from) : wait);
    }

    private void endIfDue() {
        Optional<Problem> objection = line.takeCheck() ? line.objection() : Optional.empty();
        Duration silence = Duration.ofNanos(System.nanoTime() - heardAt);
        Duration session = Duration.ofMillis(membership().sessionTimeoutMs());
        if (objection.isPresent()) {
            ended = true;
            frames.error(line.chunk(), objection.get());
        } else if (line.isDrained()) {
            ended = true;
            frames.retry(line.chunk(), RECONNECT_AFTER_DRAIN);
        } else if (line.isExpired()) {
            ended = true;
            frames.retry(line.chunk(), RECONNECT);
        } else if (silence.compareTo(session.minus(BEFORE_SESSION_ENDS)) > 0) {
            fenced(
                    Problem.of(
                            ErrorCode.COORDINATOR_LOADING,
                            "The group's coordinator was not heard of for so long that the"
                                    + " member may be taken for dead"));
        } else if (!query.auto() && unacked.stuckFor().compareTo(around.maxPollInterval()) > 0) {
            leave();
            fenced(
                    Problem.of(
                            ErrorCode.FENCED_MEMBER_EPOCH,
                            "Nothing was acknowledged for " + around.maxPollInterval()));
        }
    }

    private void fenced(Problem problem) {
        ended = true;
        frames.fenced(line.chunk(), problem);
    }

    /** Others shall not wait for who has records and says nothing. */
    private void leave() {
        try {
            // Refused if another stream speaks for the member by now.
            var _ = calls.beat(beat);
            calls.leave(
                    new LeaveGroup(
                            query.group(),
                            query.member(),
                            OptionalLong.of(membership().session()),
                            false));
        } catch (MillraceException e) {
            LOG.atInfo()
                    .addKeyValue("group", query.group())
                    .addKeyValue("error", e.getMessage())
                    .log("A member that acknowledges nothing will be missed by its heartbeats");
        }
    }

    private void follow(MemberAnswer heard) {
        if (heard.refusal().isPresent()) {
            fenced(heard.refusal().get().problem());
        } else {
            heard.membership().filter(holding::isNews).ifPresent(this::follow);
        }
    }

    private void follow(Membership now) {
        unacked.acked(now.begins());
        Holding.Change change = holding.follow(now);
        Set<PartitionId> held = new HashSet<>(now.assigned().keySet());
        held.addAll(now.revoking());
        unacked.retain(held);
        tellRevoked(change.revoked());
        if (!change.lost().isEmpty()) {
            frames.revoke(
                    line.chunk(), now.memberEpoch(), around.named(change.lost()), Optional.empty());
        }
        tellAssigned(change.given());
        beat = alive();
    }

    private void tellAssigned(List<Place> given) {
        if (!given.isEmpty()) {
            frames.assign(line.chunk(), membership().memberEpoch(), given);
        }
    }

    private void tellRevoked(Set<PartitionId> leaving) {
        if (!leaving.isEmpty()) {
            Instant deadline = around.now().plusMillis(membership().revokeWithinMs());
            frames.revoke(
                    line.chunk(),
                    membership().memberEpoch(),
                    around.named(leaving),
                    Optional.of(deadline));
        }
    }

    @Override
    public void record(JsonBytes out, Place behind, byte[] envelope) {
        frames.record(out, envelope);
        if (!query.auto()) {
            unacked.sent(behind.id(), behind.nextOffset(), envelope.length);
        }
    }

    @Override
    public void gap(JsonBytes out, Map<String, Object> gap) {
        frames.gap(out, gap);
    }

    /** The socket has taken the chunk, which is all that {@code ack=auto} waits for. */
    private void sent() {
        if (query.auto()) {
            beat = alive().committing(holding.commits()).releasing(membership().revoking());
        }
    }

    private void cannotRead(Problem problem) {
        if (problem.code() == ErrorCode.TOPIC_DELETED) {
            // The group's owner will say that it is no longer assigned.
            quietUntil = System.nanoTime() + QUIET.toNanos();
            holding.dropDeleted();
            return;
        }
        ended = true;
        if (problem.code() == ErrorCode.BROKER_DRAINING) {
            frames.retry(line.chunk(), RECONNECT_AFTER_DRAIN);
            return;
        }
        if (problem.retriable()) {
            frames.retry(line.chunk(), RECONNECT);
        }
        frames.error(line.chunk(), problem);
    }

    private void fail(RuntimeException failure) {
        LOG.atError()
                .setCause(failure)
                .addKeyValue("group", query.group())
                .addKeyValue("member", query.member())
                .log("A member's stream failed; its reader is told to come back");
        line.takeBack();
        frames.retry(line.chunk(), RECONNECT_AFTER_ERROR);
        frames.error(
                line.chunk(),
                Problem.of(ErrorCode.INTERNAL, "The stream failed").with("retriable", true));
        boolean ignored = line.send();
    }
}
