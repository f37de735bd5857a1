package io.millrace.broker.http.group;

import static io.millrace.broker.http.json.JsonBytes.ascii;

import io.millrace.broker.group.GroupCalls;
import io.millrace.broker.group.LiveMembers;
import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.tail.AssignedReads;
import io.millrace.broker.http.tail.AssignedReads.Reading;
import io.millrace.broker.http.tail.AssignedReads.Start;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.Refusal;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One poll: a heartbeat with what was processed and given up, then records of what the member has
 * now, or what comes first. While it waits the broker speaks for the member. Owned by the request's
 * virtual thread, but for {@link #abandon}.
 */
final class MemberPoll {
    private static final byte[] RECORDS = ascii("{\"records\":[");

    private final Wish wish;
    private final GroupCalls calls;
    private final LiveMembers live;
    private final AssignedReads reads;
    private final CursorPlaces places;
    private final AtomicReference<@Nullable MemberAnswer> news = new AtomicReference<>();
    private final AtomicReference<@Nullable Reading> reading = new AtomicReference<>();
    private volatile boolean abandoned;

    /**
     * What a client asks for.
     *
     * @param ack whether all that was delivered up to the cursor is processed
     * @param released what it has given up besides
     */
    record Wish(
            GroupId group,
            MemberId member,
            GroupCursor cursor,
            boolean ack,
            Set<PartitionId> released,
            int recordsMax,
            Duration patience) {}

    MemberPoll(
            Wish wish,
            GroupCalls calls,
            LiveMembers live,
            AssignedReads reads,
            CursorPlaces places) {
        this.wish = wish;
        this.calls = calls;
        this.live = live;
        this.reads = reads;
        this.places = places;
    }

    /** Nobody waits for the answer any more. Any thread. */
    void abandon() {
        abandoned = true;
        wake();
    }

    private void wake() {
        Reading open = reading.get();
        if (open != null) {
            open.wake();
        }
    }

    /** An answer: the document without its end, and what is to be told at its end. */
    record Answer(
            JsonBytes records,
            Membership membership,
            GroupCursor cursor,
            CommittedOffsets committed,
            List<Map<String, Object>> gaps) {}

    /**
     * @throws MillraceException if the member is refused, or nothing can be read for good
     */
    Answer run() {
        long deadline = System.nanoTime() + wish.patience().toNanos();
        MemberAnswer heard = calls.beat(firstBeat());
        CommittedOffsets committed = heard.committed();
        Membership membership = heard.membership().orElseThrow();
        while (true) {
            JsonBytes out = new JsonBytes(1024).raw(RECORDS);
            try (Reading open = open(membership)) {
                read(open, out, membership, deadline);
                Membership now = newest(membership);
                boolean isDone =
                        out.size() > RECORDS.length
                                || !open.gaps().isEmpty()
                                || !now.revoking().isEmpty()
                                || abandoned
                                || System.nanoTime() - deadline >= 0;
                if (isDone) {
                    return new Answer(
                            out,
                            now,
                            places.cursor(wish.cursor(), now, open.places()),
                            committed,
                            open.gaps());
                }
                membership = now;
            }
        }
    }

    private MemberBeat firstBeat() {
        Set<PartitionId> released = new HashSet<>(wish.released());
        Map<PartitionId, NextOffset> commits = Map.of();
        if (wish.ack()) {
            commits = places.commits(wish.cursor());
            released.addAll(places.revoked(wish.cursor()));
        }
        return MemberBeat.alive(
                        wish.group(),
                        wish.member(),
                        wish.cursor().session(),
                        wish.cursor().memberEpoch())
                .committing(commits)
                .releasing(released);
    }

    private Reading open(Membership membership) {
        Map<PartitionId, GroupCursor.Position> known = places.of(wish.cursor());
        Map<PartitionId, Start> starts = new LinkedHashMap<>();
        membership
                .assigned()
                .forEach(
                        (id, since) -> starts.put(id, start(id, since, membership, known.get(id))));
        return reads.open(starts, wish.cursor().latest());
    }

    /** The client's own position counts if it is of this assignment. */
    private Start start(
            PartitionId id,
            long assignedIn,
            Membership membership,
            GroupCursor.@Nullable Position known) {
        return CursorPlaces.start(
                Optional.ofNullable(known).filter(_ -> assignedIn <= wish.cursor().memberEpoch()),
                Optional.ofNullable(membership.begins().get(id)));
    }

    private void read(Reading open, JsonBytes out, Membership membership, long deadline) {
        boolean waits = membership.revoking().isEmpty() && System.nanoTime() - deadline < 0;
        if (!waits) {
            open.read(out, wish.recordsMax(), System.nanoTime(), () -> true);
            return;
        }
        reading.set(open);
        try (var _ =
                live.keep(
                        wish.group(),
                        wish.member(),
                        () -> beat(membership),
                        answer -> hear(membership, answer))) {
            open.read(out, wish.recordsMax(), deadline, () -> abandoned || news.get() != null);
        } finally {
            reading.set(null);
        }
    }

    private MemberBeat beat(Membership membership) {
        return MemberBeat.alive(
                wish.group(), wish.member(), membership.session(), membership.memberEpoch());
    }

    private void hear(Membership before, MemberAnswer answer) {
        boolean passes =
                answer.refusal().map(Refusal::code).filter(GroupCalls::isPassing).isPresent();
        boolean same = answer.membership().filter(now -> isSame(before, now)).isPresent();
        if (!passes && !same) {
            news.set(answer);
            wake();
        }
    }

    private static boolean isSame(Membership before, Membership now) {
        return before.memberEpoch() == now.memberEpoch()
                && before.assigned().equals(now.assigned())
                && before.revoking().equals(now.revoking());
    }

    private Membership newest(Membership before) {
        MemberAnswer heard = news.getAndSet(null);
        if (heard == null) {
            return before;
        }
        heard.refusal()
                .map(Refusal::problem)
                .ifPresent(
                        problem -> {
                            throw problem.asException();
                        });
        return heard.membership().orElse(before);
    }
}
