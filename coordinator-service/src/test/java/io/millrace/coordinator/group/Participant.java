package io.millrace.coordinator.group;

import static org.awaitility.Awaitility.await;

import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommitOffsets.Committer;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** A member as a broker speaks for it. Owned by one thread. */
final class Participant {
    private final GroupId group;
    private final MemberId id;
    private final UUID incarnation = UUID.randomUUID();
    private GroupCoordinator coordinator;
    private Membership known;

    private Participant(GroupCoordinator coordinator, GroupId group, MemberId id) {
        this.coordinator = coordinator;
        this.group = group;
        this.id = id;
    }

    static Participant joined(GroupCoordinator coordinator, String group, String id, String topic) {
        Participant participant =
                new Participant(coordinator, new GroupId(group), new MemberId(id));
        var _ = participant.join(topic);
        return participant;
    }

    /** The same while the coordinator moves. */
    static Participant joinedAtLast(
            GroupCoordinator coordinator, String group, String id, String topic) {
        Participant participant =
                new Participant(coordinator, new GroupId(group), new MemberId(id));
        await().ignoreException(MillraceException.class).until(() -> participant.join(topic));
        return participant;
    }

    private boolean join(String topic) {
        known =
                coordinator.join(
                        new JoinGroup(
                                group,
                                id,
                                incarnation,
                                Optional.empty(),
                                Set.of(new TopicName(topic)),
                                Optional.empty(),
                                Optional.empty(),
                                60_000,
                                Optional.empty()));
        return true;
    }

    /** Joins once more, as another incarnation. */
    Participant rejoined(String topic) {
        return joined(coordinator, group.value(), id.value(), topic);
    }

    /** From now on another coordinator is asked. */
    void turnTo(GroupCoordinator other) {
        coordinator = other;
    }

    Membership known() {
        return known;
    }

    Set<PartitionId> assigned() {
        return known.assigned().keySet();
    }

    /** Says that it lives, and gives up what it was told to. */
    Membership beat() {
        MemberAnswer answer = beat(known.revoking());
        if (answer.refusal().isPresent()) {
            throw answer.refusal().get().problem().asException();
        }
        known = answer.membership().orElseThrow();
        return known;
    }

    /** Says that it lives, whatever it was told to give up. */
    void beatKeepingAll() {
        var _ = beat(Set.of());
    }

    private MemberAnswer beat(Set<PartitionId> released) {
        MemberBeat beat =
                MemberBeat.alive(group, id, known.session(), known.memberEpoch())
                        .releasing(released);
        return coordinator.beat(new MemberBeats(List.of(beat))).answers().getFirst();
    }

    /** The same, as another stream of the same session. */
    Membership takeOver(UUID stream) {
        MemberBeat beat =
                MemberBeat.alive(group, id, known.session(), known.memberEpoch())
                        .takingOver(stream);
        return coordinator
                .beat(new MemberBeats(List.of(beat)))
                .answers()
                .getFirst()
                .membership()
                .orElseThrow();
    }

    /** A heartbeat of one of its streams. */
    MemberAnswer beatOf(UUID stream) {
        MemberBeat beat =
                MemberBeat.alive(group, id, known.session(), known.memberEpoch()).of(stream);
        return coordinator.beat(new MemberBeats(List.of(beat))).answers().getFirst();
    }

    CommittedOffsets commit(PartitionId partition, long nextOffset) {
        return coordinator.commit(
                new CommitOffsets(
                        group,
                        Optional.of(new Committer(id, known.memberEpoch())),
                        Map.of(partition, new NextOffset(nextOffset, OptionalInt.empty(), ""))));
    }

    /**
     * @throws MillraceException if it is not a member
     */
    void leave() {
        coordinator.leave(new LeaveGroup(group, id, OptionalLong.of(known.session()), false));
    }
}
