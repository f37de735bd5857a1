package io.millrace.client;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * How a member reads.
 *
 * @param memberId kept for the life of the process; a random one by default
 * @param instanceId if it is a static member: a process that comes back as it within the session
 *     gets the same partitions
 * @param rack partitions with a replica there are preferred
 * @param startsAtLatest whether partitions that nobody has committed anything of begin at their end
 * @param recordsMax of one poll
 * @param rebalanceTimeout how long it may take to process what it was given before it polls again
 *     and gives partitions up
 */
public record GroupConfig(
        String memberId,
        Optional<String> instanceId,
        Optional<String> rack,
        boolean startsAtLatest,
        int recordsMax,
        Duration rebalanceTimeout) {

    /** A new member, which reads everything from the beginning. */
    public static GroupConfig newMember() {
        return new GroupConfig(
                UUID.randomUUID().toString(),
                Optional.empty(),
                Optional.empty(),
                false,
                500,
                Duration.ofMinutes(1));
    }

    public GroupConfig named(String member) {
        return new GroupConfig(
                member, instanceId, rack, startsAtLatest, recordsMax, rebalanceTimeout);
    }

    public GroupConfig asInstance(String instance) {
        return new GroupConfig(
                memberId,
                Optional.of(instance),
                rack,
                startsAtLatest,
                recordsMax,
                rebalanceTimeout);
    }

    public GroupConfig inRack(String where) {
        return new GroupConfig(
                memberId,
                instanceId,
                Optional.of(where),
                startsAtLatest,
                recordsMax,
                rebalanceTimeout);
    }

    public GroupConfig startingAtLatest() {
        return new GroupConfig(memberId, instanceId, rack, true, recordsMax, rebalanceTimeout);
    }

    public GroupConfig withRecordsMax(int max) {
        return new GroupConfig(memberId, instanceId, rack, startsAtLatest, max, rebalanceTimeout);
    }

    public GroupConfig withRebalanceTimeout(Duration timeout) {
        return new GroupConfig(memberId, instanceId, rack, startsAtLatest, recordsMax, timeout);
    }
}
