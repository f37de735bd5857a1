package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import java.util.Map;
import java.util.Optional;

/**
 * A group has come so far.
 *
 * @param committer empty for somebody who is no member, which only a group without members allows
 */
public record CommitOffsets(
        GroupId group, Optional<Committer> committer, Map<PartitionId, NextOffset> offsets) {
    public CommitOffsets {
        offsets = Map.copyOf(offsets);
    }

    /**
     * @param memberEpoch the last that it has heard of
     */
    public record Committer(MemberId member, long memberEpoch) {}
}
