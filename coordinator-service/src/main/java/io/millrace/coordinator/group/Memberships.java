package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.GroupState;
import io.millrace.groups.CommittedOffset;
import io.millrace.groups.Group;
import io.millrace.groups.Member;
import io.millrace.groups.Step;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What becomes of members when they join, live and leave. Used by the shard's thread. */
final class Memberships {
    private final long shardEpoch;
    private final GroupSettings settings;
    private final Targets targets;
    private final Presence presence;

    Memberships(long shardEpoch, GroupSettings settings, Targets targets, Presence presence) {
        this.shardEpoch = shardEpoch;
        this.settings = settings;
        this.targets = targets;
        this.presence = presence;
    }

    Membership join(Draft draft, Joining joining) {
        GroupId id = joining.group();
        Group before = draft.group(id);
        Group joined = next(before.join(joining.member(), joining.request()));
        Group targeted = joined.equals(before) ? joined : targets.changed(id, joined);
        Group now = targeted.reconciled(joining.member());
        draft.put(id, now);
        return told(id, now, joining.member(), partition -> draft.offset(id, partition));
    }

    /**
     * The group after a heartbeat.
     *
     * @throws io.millrace.protocol.MillraceException if it is no member, or another one by now
     */
    Group beaten(Draft draft, MemberBeat beat) {
        return next(beaten(draft.group(beat.group()), beat));
    }

    /**
     * @param before the group before the heartbeat
     */
    Membership told(Draft draft, MemberBeat beat, Group before) {
        Membership told =
                told(
                        beat.group(),
                        draft.group(beat.group()),
                        beat.member(),
                        partition -> draft.offset(beat.group(), partition));
        return beat.takesOver()
                ? told.assigned(since(before.member(beat.member()), told.assigned()))
                : told;
    }

    /** When it was given what it has, before that was raised by the takeover. */
    private static Map<PartitionId, Long> since(
            Optional<Member> before, Map<PartitionId, Long> assigned) {
        Map<PartitionId, Long> since = new HashMap<>(assigned);
        before.ifPresent(member -> member.held().forEach(since::replace));
        return since;
    }

    private static Step beaten(Group group, MemberBeat beat) {
        if (!beat.takesOver()) {
            return heartbeat(group, beat);
        }
        return switch (group.takeOver(beat.member(), beat.session(), beat.stream().orElseThrow())) {
            case Step.Next(Group taken) -> new Step.Next(taken.reconciled(beat.member()));
            case Step.Refused refused -> refused;
        };
    }

    private static Step heartbeat(Group group, MemberBeat beat) {
        return beat.stream().isEmpty()
                ? group.heartbeat(
                        beat.member(), beat.session(), beat.memberEpoch(), beat.released())
                : group.heartbeat(
                        beat.member(),
                        beat.session(),
                        beat.memberEpoch(),
                        beat.released(),
                        beat.stream().get());
    }

    /**
     * The answer to a heartbeat that changes nothing, from what is committed; empty for any other.
     * Any thread.
     */
    Optional<Membership> unchanged(GroupState state, MemberBeat beat) {
        boolean isSame =
                !beat.takesOver()
                        && beat.commits().isEmpty()
                        && heartbeat(state.group(), beat) instanceof Step.Next(Group next)
                        && next.equals(state.group());
        return isSame
                ? Optional.of(
                        told(
                                beat.group(),
                                state.group(),
                                beat.member(),
                                partition -> Optional.ofNullable(state.offsets().get(partition))))
                : Optional.empty();
    }

    boolean leave(Draft draft, LeaveGroup leaving) {
        Group before = draft.group(leaving.group());
        boolean isAnother =
                leaving.session().isPresent()
                        && before.member(leaving.member())
                                .filter(m -> m.session() != leaving.session().getAsLong())
                                .isPresent();
        if (isAnother) {
            throw Problem.of(
                            ErrorCode.FENCED_MEMBER_EPOCH,
                            "The session of member " + leaving.member() + " is over")
                    .asException();
        }
        Group left = next(before.leave(leaving.member(), leaving.forAWhile()));
        draft.put(leaving.group(), targets.changed(leaving.group(), left));
        return true;
    }

    /** Its time is over. */
    void expire(Draft draft, Presence.Place place) {
        Group removed = draft.group(place.group()).removed(place.member());
        draft.put(place.group(), targets.changed(place.group(), removed));
    }

    private Membership told(
            GroupId groupId,
            Group group,
            MemberId id,
            Function<PartitionId, Optional<CommittedOffset>> committed) {
        Member member = group.member(id).orElseThrow();
        Map<PartitionId, Long> assigned = member.kept();
        Map<PartitionId, NextOffset> begins = new HashMap<>();
        for (PartitionId partition : member.held().keySet()) {
            committed
                    .apply(partition)
                    .map(Commits::told)
                    .ifPresent(offset -> begins.put(partition, offset));
        }
        return new Membership(
                shardEpoch,
                member.session(),
                member.epoch(),
                assigned,
                member.revoking(),
                begins,
                presence.revokeWithin(new Presence.Place(groupId, id), member).toMillis(),
                settings.heartbeatInterval().toMillis(),
                settings.sessionTimeout().toMillis());
    }

    private static Group next(Step step) {
        return switch (step) {
            case Step.Next(Group group) -> group;
            case Step.Refused(ErrorCode code, String detail) ->
                    throw Problem.of(code, detail).asException();
        };
    }
}
