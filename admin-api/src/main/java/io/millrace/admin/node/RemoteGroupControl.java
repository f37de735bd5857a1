package io.millrace.admin.node;

import io.millrace.admin.group.GroupControl;
import io.millrace.internal.control.GroupCoordinators;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.DescribeGroup;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupPaths;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.ShardLists;
import io.millrace.protocol.group.ShardLists.ShardList;
import io.millrace.protocol.group.UndoReset;
import java.time.Duration;
import java.util.List;

/** Groups at the coordinators that own them. Any thread. */
final class RemoteGroupControl implements GroupControl {
    private static final Duration FOR_A_READ = Duration.ofSeconds(3);

    /** Longer than an owner's own patience, so that its word counts. */
    private static final Duration FOR_A_CHANGE = Duration.ofSeconds(12);

    private final GroupCoordinators coordinators;

    RemoteGroupControl(GroupCoordinators coordinators) {
        this.coordinators = coordinators;
    }

    @Override
    public List<ShardList> list(ListGroups which) {
        return coordinators.askAll(GroupPaths.LIST, which, ShardLists.class, FOR_A_READ).stream()
                .flatMap(answer -> answer.shards().stream())
                .toList();
    }

    @Override
    public GroupDescription describe(GroupId group) {
        return coordinators.ask(
                group,
                GroupPaths.DESCRIBE,
                new DescribeGroup(group),
                GroupDescription.class,
                FOR_A_READ);
    }

    @Override
    public OffsetsMoved reset(ResetOffsets reset) {
        return change(reset.group(), GroupPaths.RESET, reset, OffsetsMoved.class);
    }

    @Override
    public OffsetsMoved undo(UndoReset undo) {
        return change(undo.group(), GroupPaths.UNDO, undo, OffsetsMoved.class);
    }

    @Override
    public void delete(DeleteGroup deletion) {
        var _ = change(deletion.group(), GroupPaths.DELETE, deletion, Done.class);
    }

    private <A> A change(GroupId group, String path, Object question, Class<A> answer) {
        return coordinators.change(group, path, question, answer, FOR_A_CHANGE);
    }
}
