package io.millrace.admin.group;

import io.millrace.protocol.group.DeleteGroup;
import io.millrace.protocol.group.GroupDescription;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.ListGroups;
import io.millrace.protocol.group.OffsetsMoved;
import io.millrace.protocol.group.ResetOffsets;
import io.millrace.protocol.group.ShardLists.ShardList;
import io.millrace.protocol.group.UndoReset;
import java.util.List;

/**
 * What administration asks of the owners of groups. Calls may block and throw {@link
 * io.millrace.protocol.MillraceException} with the owner's refusal, or {@code coordinator_loading}
 * while it moves.
 */
public interface GroupControl {

    /**
     * Groups by shard.
     *
     * @return without shards of which nobody can tell at the moment; one that moves may be there
     *     twice
     */
    List<ShardList> list(ListGroups which);

    GroupDescription describe(GroupId group);

    /** Moves positions; members are fenced in the same transaction. */
    OffsetsMoved reset(ResetOffsets reset);

    /** Moves positions back to where they were before the last reset. */
    OffsetsMoved undo(UndoReset undo);

    void delete(DeleteGroup deletion);
}
