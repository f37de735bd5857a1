package io.millrace.coordinator.group;

import io.millrace.groups.Group;
import io.millrace.groups.Member;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.MemberId;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Groups as no rule would leave them. */
final class SpoiledGroups {

    private SpoiledGroups() {}

    /** Everybody has its target at once. */
    static Group granted(Group group) {
        SortedMap<MemberId, Member> members = new TreeMap<>(group.members());
        group.target()
                .orElse(new TreeMap<>())
                .forEach(
                        (partition, owner) ->
                                members.computeIfPresent(
                                        owner,
                                        (_, m) -> with(m, partition, m.epoch(), m.session())));
        return new Group(group.epoch(), group.assignor(), members, group.target());
    }

    /** What members had is as old as it was. */
    static Group givenAsBefore(Group before, Group after) {
        return kept(before, after, false);
    }

    /** The same of what they are giving up. */
    static Group revokingAsBefore(Group before, Group after) {
        return kept(before, after, true);
    }

    private static Group kept(Group before, Group after, boolean onlyRevoking) {
        SortedMap<MemberId, Member> members = new TreeMap<>(after.members());
        members.replaceAll(
                (id, member) -> {
                    Member kept = member;
                    Map<PartitionId, Long> held =
                            before.member(id).map(Member::held).orElse(new TreeMap<>());
                    for (Map.Entry<PartitionId, Long> old : held.entrySet()) {
                        PartitionId partition = old.getKey();
                        if (member.held().containsKey(partition)
                                && (!onlyRevoking || member.revoking().contains(partition))) {
                            kept = with(kept, partition, old.getValue(), member.session());
                        }
                    }
                    return kept;
                });
        return new Group(after.epoch(), after.assignor(), members, after.target());
    }

    /** No session has ended. */
    static Group inSessionsOfBefore(Group before, Group after) {
        SortedMap<MemberId, Member> members = new TreeMap<>(after.members());
        members.replaceAll(
                (id, member) ->
                        copy(
                                member,
                                member.held(),
                                before.member(id).map(Member::session).orElse(member.session())));
        return new Group(after.epoch(), after.assignor(), members, after.target());
    }

    private static Member with(Member m, PartitionId partition, long given, long session) {
        SortedMap<PartitionId, Long> held = new TreeMap<>(m.held());
        held.put(partition, given);
        return copy(m, held, session);
    }

    private static Member copy(Member m, SortedMap<PartitionId, Long> held, long session) {
        return new Member(
                m.instance(),
                m.incarnation(),
                session,
                m.epoch(),
                m.subscription(),
                m.rack(),
                m.rebalanceTimeout(),
                held,
                m.revoking(),
                m.away());
    }
}
