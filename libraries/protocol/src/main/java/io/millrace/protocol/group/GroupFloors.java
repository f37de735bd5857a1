package io.millrace.protocol.group;

import io.millrace.protocol.PartitionId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How far the last group has got: the least committed offset of each partition.
 *
 * @param shards whose groups are counted
 * @param offsets without the partitions in which none of these groups has committed anything
 */
public record GroupFloors(Set<Integer> shards, Map<PartitionId, Long> offsets) {
    /** What nobody has told. */
    public static final GroupFloors UNKNOWN = new GroupFloors(Set.of(), Map.of());

    public GroupFloors {
        shards = Set.copyOf(shards);
        offsets = Map.copyOf(offsets);
    }

    /** What several coordinators know together; where two of them tell, the lower one counts. */
    public static GroupFloors of(Collection<GroupFloors> told) {
        Set<Integer> shards = new HashSet<>();
        Map<PartitionId, Long> least = new HashMap<>();
        for (GroupFloors each : told) {
            shards.addAll(each.shards());
            each.offsets()
                    .forEach((partition, offset) -> least.merge(partition, offset, Math::min));
        }
        return new GroupFloors(shards, least);
    }

    /** Whether every group is counted. */
    public boolean isComplete() {
        return shards.size() == Shards.COUNT;
    }

    /** Empty if none of the groups that are counted has committed anything. */
    public OptionalLong of(PartitionId partition) {
        Long offset = offsets.get(partition);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }
}
