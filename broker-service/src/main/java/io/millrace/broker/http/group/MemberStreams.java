package io.millrace.broker.http.group;

import io.millrace.broker.group.GroupCalls;
import io.millrace.broker.group.LiveMembers;
import io.millrace.broker.http.group.GroupCursor.Position;
import io.millrace.broker.http.stream.StreamOpening;
import io.millrace.broker.http.stream.StreamRequest;
import io.millrace.broker.http.stream.StreamResponses;
import io.millrace.broker.http.stream.StreamResponses.Wish;
import io.millrace.broker.http.tail.AssignedReads;
import io.millrace.broker.http.tail.AssignedReads.Start;
import io.millrace.broker.http.tail.AssignedReads.Telling;
import io.millrace.broker.http.tail.cursor.InvalidCursorException;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.Membership;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * Opens streams of members, and has what they share. Any thread; owners are asked on virtual ones.
 */
public final class MemberStreams {
    /** So many partitions have a position short enough for every record. */
    static final int IDS_MAX = 16;

    private static final List<MediaType> OFFERED = List.of(MediaType.TEXT_EVENT_STREAM);

    private final Topics topics;
    private final GroupCalls calls;
    private final LiveMembers live;
    private final AssignedReads reads;
    private final StreamResponses responses;
    private final CursorPlaces places;
    private final Seals seals;
    private final GroupProperties properties;
    private final Duration silence;
    private final InstantSource clock;

    public MemberStreams(
            Topics topics,
            GroupCalls calls,
            LiveMembers live,
            AssignedReads reads,
            StreamResponses responses,
            GroupProperties properties,
            Duration silence,
            InstantSource clock) {
        this.topics = topics;
        this.calls = calls;
        this.live = live;
        this.reads = reads;
        this.responses = responses;
        this.places = new CursorPlaces(topics);
        this.seals = new Seals(topics);
        this.properties = properties;
        this.silence = silence;
        this.clock = clock;
    }

    /**
     * A membership that the stream may speak for.
     *
     * @param stream by which the group's owner knows it
     * @param cursor where the client stands
     * @param starts where the stream begins
     */
    record Opened(
            UUID stream,
            Membership membership,
            GroupCursor cursor,
            Map<PartitionId, Start> starts,
            boolean resumed) {
        Opened {
            starts = Map.copyOf(starts);
        }
    }

    Mono<ServerResponse> stream(ServerRequest request) {
        return Mono.defer(
                () -> {
                    StreamRequest stream = StreamRequest.of(request);
                    StreamQuery query = StreamQuery.of(request, stream);
                    if (StreamRequest.choose(request, OFFERED).isEmpty()) {
                        throw StreamRequest.notAcceptable(OFFERED);
                    }
                    return stream.head()
                            ? ServerResponse.ok().contentType(StreamResponses.SSE).build()
                            : responses.stream(
                                    new Wish(stream, StreamResponses.SSE, () -> open(query)));
                });
    }

    /** Blocks while the group's owner moves. */
    private StreamOpening open(StreamQuery query) {
        try {
            Opened opened = resumed(query).orElseGet(() -> joined(query));
            return new StreamOpening.Ready(
                    line -> new MemberStream(query, opened, this, calls, line));
        } catch (MillraceException e) {
            if (e.problem().retriable()) {
                return new StreamOpening.Refused(e.problem());
            }
            throw e;
        }
    }

    /** Goes on in the session; a member whose time was over meanwhile has to join. */
    private Optional<Opened> resumed(StreamQuery query) {
        if (query.resumed().isEmpty()) {
            return Optional.empty();
        }
        GroupCursor cursor = cursor(query, query.resumed().get());
        UUID stream = UUID.randomUUID();
        Membership told;
        try {
            told =
                    calls.beat(
                                    MemberBeat.alive(
                                                    query.group(),
                                                    query.member(),
                                                    cursor.session(),
                                                    cursor.memberEpoch())
                                            .takingOver(stream))
                            .membership()
                            .orElseThrow();
        } catch (MillraceException e) {
            if (e.problem().code() == ErrorCode.UNKNOWN_MEMBER && query.join().isPresent()) {
                return Optional.empty();
            }
            throw e;
        }
        Map<PartitionId, Position> known = places.of(cursor);
        Map<PartitionId, Start> starts = new TreeMap<>();
        told.assigned()
                .forEach(
                        (id, since) ->
                                starts.put(
                                        id,
                                        CursorPlaces.start(
                                                Optional.ofNullable(known.get(id))
                                                        .filter(_ -> since <= cursor.memberEpoch()),
                                                Optional.ofNullable(told.begins().get(id)))));
        Map<PartitionId, Long> raised = new TreeMap<>(told.assigned());
        raised.replaceAll((_, _) -> told.memberEpoch());
        return Optional.of(new Opened(stream, told.assigned(raised), cursor, starts, true));
    }

    private Opened joined(StreamQuery query) {
        JoinBody join =
                query.join()
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                        ErrorCode.INVALID_REQUEST,
                                                        "topics or topic_pattern must say what"
                                                                + " to read")
                                                .with("field", "topics")
                                                .asException());
        Membership told = calls.join(join.wish());
        Map<PartitionId, Start> starts = new TreeMap<>();
        told.assigned()
                .keySet()
                .forEach(
                        id ->
                                starts.put(
                                        id,
                                        CursorPlaces.start(
                                                Optional.empty(),
                                                Optional.ofNullable(told.begins().get(id)))));
        GroupCursor cursor =
                new GroupCursor(told.session(), told.memberEpoch(), join.latest(), List.of());
        return new Opened(join.wish().incarnation(), told, cursor, starts, false);
    }

    private GroupCursor cursor(StreamQuery query, String text) {
        try {
            return GroupCursor.read(text, seals.of(query.group(), query.member()));
        } catch (InvalidCursorException e) {
            throw new MillraceException(
                    Problem.of(ErrorCode.INVALID_CURSOR, "The Last-Event-ID " + e.getMessage()), e);
        }
    }

    String text(StreamQuery query, GroupCursor cursor) {
        return cursor.write(seals.of(query.group(), query.member()));
    }

    /** What a stream says first. */
    Map<String, Object> opening(StreamQuery query, Opened opened, Instant expiresAt) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("session", opened.membership().session());
        json.put("member_epoch", opened.membership().memberEpoch());
        json.put(
                "ack_url",
                "/v1/groups/"
                        + MemberRequest.escaped(query.group().value())
                        + "/members/"
                        + MemberRequest.escaped(query.member().value())
                        + "/acks");
        json.put("ack", query.auto() ? "auto" : "explicit");
        if (!query.auto()) {
            json.put("max_unacked", query.maxUnacked());
        }
        json.put("resumed", opened.resumed());
        json.put("expires_at", expiresAt.truncatedTo(ChronoUnit.SECONDS).toString());
        return json;
    }

    /** Topic and partition of each, of topics that there still are. */
    List<Map<String, Object>> named(Set<PartitionId> partitions) {
        return partitions.stream()
                .flatMap(
                        id ->
                                topics
                                        .find(id.topic())
                                        .map(topic -> topic.metadata().name().value())
                                        .map(name -> MemberFrames.partition(name, id.partition()))
                                        .stream())
                .toList();
    }

    /** What the stream has, of which it reads nothing yet. */
    Holding holding(Opened opened, Telling telling) {
        return new Holding(
                places,
                reads.tail(opened.cursor().latest(), telling),
                opened.membership(),
                opened.cursor(),
                opened.starts());
    }

    LiveMembers live() {
        return live;
    }

    Duration silence() {
        return silence;
    }

    Duration maxPollInterval() {
        return properties.maxPollInterval();
    }

    Instant now() {
        return clock.instant();
    }
}
