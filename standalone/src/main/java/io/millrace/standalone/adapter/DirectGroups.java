package io.millrace.standalone.adapter;

import io.millrace.broker.group.GroupOwners;
import io.millrace.coordinator.group.GroupCoordinator;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupFloors;
import io.millrace.protocol.group.JoinGroup;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswers;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.ReadFloors;
import io.millrace.protocol.group.ReadOffsets;

/** The broker's way to the owner of all groups, in the same process. */
public final class DirectGroups implements GroupOwners {
    private final GroupCoordinator coordinator;

    public DirectGroups(GroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public Membership join(JoinGroup wish) {
        return coordinator.join(wish);
    }

    @Override
    public MemberAnswers beat(MemberBeats beats) {
        return coordinator.beat(beats);
    }

    @Override
    public void leave(LeaveGroup leaving) {
        coordinator.leave(leaving);
    }

    @Override
    public CommittedOffsets commit(CommitOffsets commit) {
        return coordinator.commit(commit);
    }

    @Override
    public CommittedOffsets offsets(ReadOffsets read) {
        return coordinator.offsets(read);
    }

    @Override
    public GroupFloors floors(ReadFloors read) {
        return coordinator.floors(read);
    }
}
