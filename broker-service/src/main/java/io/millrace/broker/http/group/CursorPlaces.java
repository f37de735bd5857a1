package io.millrace.broker.http.group;

import io.millrace.broker.http.group.GroupCursor.Next;
import io.millrace.broker.http.group.GroupCursor.Position;
import io.millrace.broker.http.tail.AssignedReads.Place;
import io.millrace.broker.http.tail.AssignedReads.Start;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which partitions the positions of a cursor are. Any thread. */
final class CursorPlaces {
    private static final Comparator<Position> ORDER =
            Comparator.comparing(Position::topic).thenComparingInt(Position::partition);

    private final Topics topics;

    CursorPlaces(Topics topics) {
        this.topics = topics;
    }

    /** Those of topics that there still are. */
    Map<PartitionId, Position> of(GroupCursor cursor) {
        Map<PartitionId, Position> places = new TreeMap<>();
        for (Position position : cursor.positions()) {
            topics.find(position.topic())
                    .map(topic -> topic.metadata().id())
                    .filter(id -> id.tag().equals(position.tag()))
                    .ifPresent(
                            id -> places.put(new PartitionId(id, position.partition()), position));
        }
        return places;
    }

    /** What is committed by whoever has processed all up to the cursor. */
    Map<PartitionId, NextOffset> commits(GroupCursor cursor) {
        Map<PartitionId, NextOffset> commits = new TreeMap<>();
        of(cursor)
                .forEach(
                        (id, position) ->
                                position.next()
                                        .ifPresent(
                                                next ->
                                                        commits.put(
                                                                id,
                                                                new NextOffset(
                                                                        next.offset(),
                                                                        OptionalInt.of(
                                                                                next.leaderEpoch()),
                                                                        ""))));
        return commits;
    }

    /** What the member was told to give up when it got the cursor. */
    Set<PartitionId> revoked(GroupCursor cursor) {
        Set<PartitionId> revoked = new TreeSet<>();
        of(cursor)
                .forEach(
                        (id, position) -> {
                            if (position.revoked()) {
                                revoked.add(id);
                            }
                        });
        return revoked;
    }

    /**
     * The client's own position, if it still counts and is not behind what is committed, or that,
     * or neither.
     */
    static Start start(Optional<Position> own, Optional<NextOffset> committed) {
        long acknowledged = committed.map(NextOffset::nextOffset).orElse(0L);
        return own.flatMap(Position::next)
                .filter(next -> next.offset() >= acknowledged)
                .map(
                        next ->
                                new Start(
                                        OptionalLong.of(next.offset()),
                                        OptionalInt.of(next.leaderEpoch())))
                .or(
                        () ->
                                committed.map(
                                        begin ->
                                                new Start(
                                                        OptionalLong.of(begin.nextOffset()),
                                                        begin.leaderEpoch())))
                .orElse(Start.NOWHERE);
    }

    /**
     * The cursor that goes with an answer.
     *
     * @param read where the reader stands in what the member has
     */
    GroupCursor cursor(GroupCursor before, Membership membership, List<Place> read) {
        List<Position> positions = new ArrayList<>();
        for (Place place : read) {
            if (membership.assigned().containsKey(place.id())) {
                positions.add(
                        new Position(
                                place.topic(),
                                place.id().topic().tag(),
                                place.id().partition(),
                                Optional.of(next(place)),
                                false));
            }
        }
        Map<PartitionId, Position> known = of(before);
        for (PartitionId id : membership.revoking()) {
            Optional<Next> last =
                    read.stream()
                            .filter(place -> place.id().equals(id))
                            .map(CursorPlaces::next)
                            .findFirst()
                            .or(() -> Optional.ofNullable(known.get(id)).flatMap(Position::next));
            topics.find(id.topic())
                    .map(Topic::metadata)
                    .map(topic -> revoked(topic, id, last))
                    .ifPresent(positions::add);
        }
        positions.sort(ORDER);
        return new GroupCursor(
                membership.session(), membership.memberEpoch(), before.latest(), positions);
    }

    private static Next next(Place place) {
        return new Next(place.nextOffset(), Math.max(0, place.leaderEpoch()));
    }

    private static Position revoked(TopicMetadata topic, PartitionId id, Optional<Next> last) {
        return new Position(topic.name(), topic.id().tag(), id.partition(), last, true);
    }
}
