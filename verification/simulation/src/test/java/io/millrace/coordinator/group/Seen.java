package io.millrace.coordinator.group;

import io.millrace.coordinator.shard.LastReset;
import io.millrace.groups.Group;
import io.millrace.protocol.group.GroupId;
import java.util.Optional;

/** A group as a shard's thread finds it when it decides. */
public record Seen(Group group, Optional<LastReset> lastReset) {

    static Seen of(Draft draft, GroupId id) {
        return new Seen(draft.group(id), draft.lastReset(id));
    }
}
