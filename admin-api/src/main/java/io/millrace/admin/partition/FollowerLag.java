package io.millrace.admin.partition;

import io.millrace.protocol.facts.PartitionFacts;
import java.util.List;

/**
 * How far a follower is behind its leader, as the API tells it.
 *
 * @param offsets of the leader's log that are not on the follower's disk yet
 */
public record FollowerLag(int broker, long offsets) {

    /** Of those followers that the leader has heard, in the order given. */
    public static List<FollowerLag> of(PartitionFacts facts, List<Integer> followers) {
        return followers.stream()
                .filter(facts.followerLag()::containsKey)
                .map(
                        broker ->
                                new FollowerLag(
                                        broker, facts.followerLag().getOrDefault(broker, 0L)))
                .toList();
    }
}
