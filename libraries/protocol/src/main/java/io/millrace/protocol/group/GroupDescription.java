package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A group as its owner has committed it.
 *
 * @param offsetsTag differs whenever anything is different about the offsets
 * @param undoable the last reset, while it can be undone
 */
public record GroupDescription(
        GroupSummary summary,
        String assignor,
        List<MemberDescription> members,
        Map<PartitionId, CommittedPosition> offsets,
        String offsetsTag,
        Optional<UndoableReset> undoable) {
    public GroupDescription {
        members = List.copyOf(members);
        offsets = Map.copyOf(offsets);
    }

    /**
     * @param committedAtMs milliseconds since 1970
     */
    public record CommittedPosition(NextOffset next, long committedAtMs) {}

    /**
     * @param atMs when it was made, in milliseconds since 1970
     * @param untilMs how long it can be undone
     * @param moves what undoing it would move now
     */
    public record UndoableReset(long atMs, long untilMs, Map<PartitionId, OffsetMove> moves) {
        public UndoableReset {
            moves = Map.copyOf(moves);
        }
    }
}
