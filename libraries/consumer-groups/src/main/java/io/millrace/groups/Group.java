package io.millrace.groups;

import io.millrace.groups.assignment.Assignor;
import io.millrace.groups.assignment.Consumer;
import io.millrace.groups.assignment.TopicPlaces;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.GroupPhase;
import io.millrace.protocol.group.InstanceId;
import io.millrace.protocol.group.MemberId;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * A consumer group in the manner of KIP-848: a member first gives up what others are to have, says
 * so, and is given what is free, each at its own pace. The rules are those of {@code Groups.tla}
 * ({@code verification/model}) and ADR 16.
 *
 * @param epoch raised by whatever concerns more than one member, or fences one
 * @param assignor how the target is found
 * @param target who is to have which partition; empty after its owner has changed, for it is not
 *     stored but computed again
 */
public record Group(
        long epoch,
        Assignor assignor,
        SortedMap<MemberId, Member> members,
        Optional<SortedMap<PartitionId, MemberId>> target) {
    public static final int MEMBERS_MAX = 10_000;

    /** A group that nobody has ever joined. */
    public static final Group NEW = startingAt(0);

    public Group {
        members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
        target = target.map(map -> Collections.unmodifiableSortedMap(new TreeMap<>(map)));
    }

    /** A group without members, whose epochs are above this one. */
    public static Group startingAt(long epoch) {
        return new Group(epoch, Assignor.UNIFORM, new TreeMap<>(), Optional.of(new TreeMap<>()));
    }

    // ---- membership

    /**
     * Takes a member in. A retry changes nothing; whoever comes back as another incarnation keeps
     * the partitions, but none of the promises.
     */
    public Step join(MemberId id, JoinRequest request) {
        Optional<Member> before = member(id);
        if (before.filter(m -> m.incarnation().equals(request.incarnation())).isPresent()) {
            return new Step.Next(resubscribed(id, before.get(), request));
        }
        Optional<MemberId> holder = holderOf(request.instance()).filter(other -> !other.equals(id));
        if (holder.flatMap(this::member).filter(member -> !member.away()).isPresent()) {
            return new Step.Refused(
                    ErrorCode.UNRELEASED_INSTANCE_ID,
                    "Another member is the instance " + request.instance().get());
        }
        Group place =
                holder.map(other -> before.isEmpty() ? renamed(other, id) : removed(other))
                        .orElse(this);
        if (place.member(id).isEmpty() && members.size() >= MEMBERS_MAX) {
            return new Step.Refused(
                    ErrorCode.GROUP_FULL, "The group has " + MEMBERS_MAX + " members already");
        }
        long now = epoch + 1;
        Member joined =
                place.member(id)
                        .map(member -> member.rejoined(request, now))
                        .orElseGet(() -> Member.joined(request, now));
        return new Step.Next(
                place.with(id, joined).at(now).by(request.assignor().orElse(assignor)));
    }

    private Group resubscribed(MemberId id, Member before, JoinRequest request) {
        return before.subscription().equals(request.subscription())
                        && before.rack().equals(request.rack())
                ? this
                : with(id, before.subscribed(request.subscription(), request.rack()));
    }

    private Optional<MemberId> holderOf(Optional<InstanceId> instance) {
        return instance.flatMap(
                wanted ->
                        members.entrySet().stream()
                                .filter(e -> e.getValue().instance().equals(Optional.of(wanted)))
                                .map(Map.Entry::getKey)
                                .findFirst());
    }

    /** A static member comes back under another id. */
    private Group renamed(MemberId from, MemberId to) {
        SortedMap<MemberId, Member> others = new TreeMap<>(members);
        Member member = others.remove(from);
        if (member == null) {
            throw new IllegalStateException("no member " + from);
        }
        others.put(to, member);
        Optional<SortedMap<PartitionId, MemberId>> moved =
                target.map(
                        before -> {
                            SortedMap<PartitionId, MemberId> after = new TreeMap<>(before);
                            after.replaceAll((_, owner) -> owner.equals(from) ? to : owner);
                            return after;
                        });
        return new Group(epoch, assignor, others, moved);
    }

    /** Ends a membership: it has left, or was not heard of for too long. */
    public Group removed(MemberId id) {
        if (!members.containsKey(id)) {
            return this;
        }
        SortedMap<MemberId, Member> others = new TreeMap<>(members);
        others.remove(id);
        return new Group(epoch + 1, assignor, others, target);
    }

    /** A member leaves, for good or, if it is a static one, for a while. */
    public Step leave(MemberId id, boolean forAWhile) {
        Optional<Member> member = member(id);
        if (member.isEmpty()) {
            return unknown(id);
        }
        return new Step.Next(
                forAWhile && member.get().instance().isPresent()
                        ? with(id, member.get().leaving())
                        : removed(id));
    }

    /**
     * Another stream of the same session takes a member over from the one before. A retry changes
     * nothing.
     *
     * @param stream by which it is told from others
     */
    public Step takeOver(MemberId id, long session, UUID stream) {
        return inSession(
                id,
                session,
                0,
                member ->
                        member.incarnation().equals(stream)
                                ? this
                                : with(id, member.takenOver(stream, epoch + 1)).at(epoch + 1));
    }

    /** The heartbeat of a stream: of the one that came last, or it is refused. */
    public Step heartbeat(
            MemberId id, long session, long memberEpoch, Set<PartitionId> released, UUID stream) {
        return member(id).filter(m -> !m.incarnation().equals(stream)).isPresent()
                ? new Step.Refused(
                        ErrorCode.FENCED_MEMBER_EPOCH, "Another stream has taken over member " + id)
                : heartbeat(id, session, memberEpoch, released);
    }

    /** Ends all sessions, so that positions may be moved: no commit of before counts after it. */
    public Group fencedAll() {
        long now = epoch + 1;
        SortedMap<MemberId, Member> fenced = new TreeMap<>(members);
        fenced.replaceAll((_, member) -> member.expelled(now));
        return new Group(now, assignor, fenced, target);
    }

    // ---- assignment

    /**
     * Finds anew who is to have what. To be called when members or subscriptions have changed, or
     * topics.
     */
    public Group retargeted(SortedMap<TopicId, TopicPlaces> topics) {
        Map<Subscription, Set<TopicId>> meant = new HashMap<>();
        SortedMap<MemberId, Consumer> consumers = new TreeMap<>();
        members.forEach(
                (id, member) ->
                        consumers.put(
                                id,
                                new Consumer(
                                        member.instance(),
                                        member.rack(),
                                        meant.computeIfAbsent(
                                                member.subscription(), s -> s.among(topics)))));
        Map<PartitionId, MemberId> before = target.isPresent() ? target.get() : kept();
        SortedMap<PartitionId, MemberId> now = assignor.assign(consumers, topics, before);
        boolean asBefore = now.equals(before) && (target.isPresent() || isAtRest());
        return new Group(asBefore ? epoch : epoch + 1, assignor, members, Optional.of(now));
    }

    private Map<PartitionId, MemberId> kept() {
        Map<PartitionId, MemberId> kept = new TreeMap<>();
        members.forEach((id, member) -> member.kept().keySet().forEach(p -> kept.put(p, id)));
        return kept;
    }

    /** How it is, as far as what is stored of it tells. */
    public GroupPhase phase() {
        if (members.isEmpty()) {
            return GroupPhase.EMPTY;
        }
        return isAtRest() ? GroupPhase.STABLE : GroupPhase.RECONCILING;
    }

    private boolean isAtRest() {
        return members.values().stream()
                .allMatch(m -> m.revoking().isEmpty() && m.epoch() == epoch);
    }

    /**
     * A member of this session says that it lives, and what it has given up, which counts only in
     * the member epoch in which it was told to.
     *
     * @param memberEpoch the last that it has heard of
     */
    public Step heartbeat(MemberId id, long session, long memberEpoch, Set<PartitionId> released) {
        return inSession(
                id,
                session,
                memberEpoch,
                member -> {
                    Set<PartitionId> freed = new HashSet<>(released);
                    freed.retainAll(member.revoking());
                    return memberEpoch == member.epoch() && !freed.isEmpty()
                            ? with(id, member.without(freed)).after(id, freed).reconciled(id)
                            : reconciled(id);
                });
    }

    /**
     * What it is to have back after all it is given in a later epoch: in the one in which it has
     * released it, it takes nothing back (ADR 16, 2).
     */
    private Group after(MemberId id, Set<PartitionId> freed) {
        boolean isLast = member(id).filter(member -> member.epoch() == epoch).isPresent();
        boolean comesBack =
                target.isPresent() && freed.stream().anyMatch(p -> id.equals(target.get().get(p)));
        return isLast && comesBack ? at(epoch + 1) : this;
    }

    /**
     * Has a member follow the target one step: what it is to give up first; when it has, its epoch
     * rises, and it is given what nobody has.
     */
    public Group reconciled(MemberId id) {
        Optional<Member> found = member(id);
        if (found.isEmpty() || target.isEmpty()) {
            return this;
        }
        Member member = found.get();
        Set<PartitionId> leaving = new TreeSet<>(member.held().keySet());
        leaving.removeIf(partition -> id.equals(target.get().get(partition)));
        leaving.removeAll(member.revoking());
        if (!leaving.isEmpty()) {
            return with(id, member.revoking(leaving));
        }
        if (!member.revoking().isEmpty()) {
            return this;
        }
        Set<PartitionId> given = free(id, member, target.get());
        return member.epoch() == epoch && given.isEmpty()
                ? this
                : with(id, member.given(given, epoch));
    }

    private Set<PartitionId> free(MemberId id, Member member, Map<PartitionId, MemberId> wanted) {
        Set<PartitionId> free = new TreeSet<>();
        wanted.forEach(
                (partition, owner) -> {
                    if (owner.equals(id) && !member.held().containsKey(partition)) {
                        free.add(partition);
                    }
                });
        if (!free.isEmpty()) {
            members.values().forEach(other -> free.removeIf(p -> other.held().containsKey(p)));
        }
        return free;
    }

    // ----

    private Step inSession(
            MemberId id, long session, long memberEpoch, Function<Member, Group> change) {
        Optional<Member> member = member(id);
        if (member.isEmpty()) {
            return unknown(id);
        }
        if (member.get().session() != session || memberEpoch > member.get().epoch()) {
            return new Step.Refused(
                    ErrorCode.FENCED_MEMBER_EPOCH, "The session of member " + id + " is over");
        }
        return new Step.Next(change.apply(member.get()));
    }

    private static Step unknown(MemberId id) {
        return new Step.Refused(ErrorCode.UNKNOWN_MEMBER, "The group has no member " + id);
    }

    public Optional<Member> member(MemberId id) {
        return Optional.ofNullable(members.get(id));
    }

    private Group with(MemberId id, Member member) {
        SortedMap<MemberId, Member> all = new TreeMap<>(members);
        all.put(id, member);
        return new Group(epoch, assignor, all, target);
    }

    private Group at(long newEpoch) {
        return new Group(newEpoch, assignor, members, target);
    }

    private Group by(Assignor wanted) {
        return new Group(epoch, wanted, members, target);
    }
}
