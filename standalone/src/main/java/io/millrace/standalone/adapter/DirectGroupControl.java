package io.millrace.standalone.adapter;

import io.millrace.admin.group.GroupControl;
import io.millrace.coordinator.group.GroupCoordinator;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.DescribeGroup;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.ShardLists.ShardList;
import io.millrace.protocol.group.UndoReset;
import java.util.List;

/** Administration's way to the owner of all groups, in the same process. */
public final class DirectGroupControl implements GroupControl {

    private final GroupCoordinator coordinator;

    public DirectGroupControl(GroupCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public List<ShardList> list(ListGroups which) {
        return coordinator.list(which).shards();
    }

    @Override
    public GroupDescription describe(GroupId group) {
        return coordinator.describe(new DescribeGroup(group));
    }

    @Override
    public OffsetsMoved reset(ResetOffsets reset) {
        return coordinator.reset(reset);
    }

    @Override
    public OffsetsMoved undo(UndoReset undo) {
        return coordinator.undo(undo);
    }

    @Override
    public void delete(DeleteGroup deletion) {
        coordinator.delete(deletion);
    }
}
