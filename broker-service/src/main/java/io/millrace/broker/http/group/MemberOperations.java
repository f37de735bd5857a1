package io.millrace.broker.http.group;

import static io.millrace.broker.http.json.JsonBytes.ascii;

import io.millrace.broker.group.GroupCalls;
import io.millrace.broker.group.LiveMembers;
import io.millrace.broker.http.body.BodyReader;
import io.millrace.broker.http.body.JsonBodies;
import io.millrace.broker.http.body.JsonFields;
import io.millrace.broker.http.group.MemberPoll.Wish;
import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.route.Query;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.http.stream.VirtualThreads;
import io.millrace.broker.http.tail.AssignedReads;
import io.millrace.broker.http.tail.PageAnswers;
import io.millrace.broker.http.tail.cursor.InvalidCursorException;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.LeaveGroup;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.Membership;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What members do. Any thread; owners and leaders are asked on virtual threads. */
public final class MemberOperations {
    private static final int RECORDS_MAX = 10_000;
    private static final long WAIT_MS_MAX = 30_000;
    private static final Set<String> POLL_FIELDS =
            Set.of("cursor", "ack", "released", "max_records", "max_wait_ms");
    private static final Set<String> HEARTBEAT_FIELDS =
            Set.of("session", "member_epoch", "released");
    private static final Set<String> ACK_FIELDS = Set.of("cursor", "released");

    private final Topics topics;
    private final GroupCalls calls;
    private final LiveMembers live;
    private final AssignedReads reads;
    private final PageAnswers pages;
    private final BodyReader bodies;
    private final CursorPlaces places;
    private final Seals seals;
    private final GroupJson json;

    public MemberOperations(
            Topics topics,
            GroupCalls calls,
            LiveMembers live,
            AssignedReads reads,
            PageAnswers pages,
            BodyReader bodies,
            InstantSource clock) {
        this.topics = topics;
        this.calls = calls;
        this.live = live;
        this.reads = reads;
        this.pages = pages;
        this.bodies = bodies;
        this.places = new CursorPlaces(topics);
        this.seals = new Seals(topics);
        this.json = new GroupJson(topics, clock);
    }

    Mono<ServerResponse> join(ServerRequest request) {
        return asked(
                request,
                JoinBody.FIELDS,
                (group, member, fields) -> {
                    JoinBody body = JoinBody.of(group, member, fields);
                    return answer("group-join", () -> joined(body));
                });
    }

    private byte[] joined(JoinBody body) {
        Membership membership = calls.join(body.wish());
        GroupCursor cursor =
                new GroupCursor(
                        membership.session(), membership.memberEpoch(), body.latest(), List.of());
        Map<String, Object> answer = json.membership(membership);
        answer.put("cursor", cursor.write(seals.of(body.wish().group(), body.wish().member())));
        return GroupJson.bytes(GroupJson.timing(membership, answer));
    }

    Mono<ServerResponse> poll(ServerRequest request) {
        return asked(
                request,
                POLL_FIELDS,
                (group, member, fields) -> {
                    Wish wish =
                            new Wish(
                                    group,
                                    member,
                                    cursor(fields, group, member),
                                    fields.flag("ack", false),
                                    MemberRequest.partitions(fields, "released", topics),
                                    (int) fields.integer("max_records", 1, RECORDS_MAX, 500),
                                    Duration.ofMillis(
                                            fields.integer("max_wait_ms", 0, WAIT_MS_MAX, 0)));
                    MemberPoll poll = new MemberPoll(wish, calls, live, reads, places);
                    return VirtualThreads.call("group-poll", poll::run, poll::abandon)
                            .flatMap(
                                    polled ->
                                            pages.json(
                                                    Replies.channel(request),
                                                    document(wish, polled)));
                });
    }

    /** The answer begins with its records. */
    private JsonBytes document(Wish wish, MemberPoll.Answer polled) {
        Map<String, Object> rest = json.membership(polled.membership());
        rest.put("cursor", polled.cursor().write(seals.of(wish.group(), wish.member())));
        if (wish.ack()) {
            json.committed(polled.committed(), rest);
        }
        if (!polled.gaps().isEmpty()) {
            rest.put("gaps", polled.gaps());
        }
        byte[] members = GroupJson.bytes(rest);
        return polled.records().raw(ascii("],")).raw(members, 1, members.length - 1);
    }

    Mono<ServerResponse> heartbeat(ServerRequest request) {
        return asked(
                request,
                HEARTBEAT_FIELDS,
                (group, member, fields) -> {
                    MemberBeat beat =
                            MemberBeat.alive(
                                            group,
                                            member,
                                            required(fields, "session"),
                                            required(fields, "member_epoch"))
                                    .releasing(
                                            MemberRequest.partitions(fields, "released", topics));
                    return answer("group-heartbeat", () -> told(beat, false));
                });
    }

    private static long required(JsonFields fields, String name) {
        return fields.integer(name, 0, Long.MAX_VALUE)
                .orElseThrow(() -> JsonFields.invalid(name, "must be there"));
    }

    Mono<ServerResponse> ack(ServerRequest request) {
        return asked(
                request,
                ACK_FIELDS,
                (group, member, fields) -> {
                    GroupCursor cursor = cursor(fields, group, member);
                    Set<PartitionId> released =
                            new HashSet<>(MemberRequest.partitions(fields, "released", topics));
                    released.addAll(places.revoked(cursor));
                    MemberBeat beat =
                            MemberBeat.alive(group, member, cursor.session(), cursor.memberEpoch())
                                    .committing(places.commits(cursor))
                                    .releasing(released);
                    return answer("group-ack", () -> told(beat, true));
                });
    }

    /** Its stream on this broker, if it has one, hears of it, too. */
    private byte[] told(MemberBeat beat, boolean acked) {
        MemberAnswer answer = calls.beat(beat);
        live.tell(beat.group(), beat.member(), answer);
        Membership membership = answer.membership().orElseThrow();
        Map<String, Object> told = json.membership(membership);
        if (acked) {
            json.committed(answer.committed(), told);
        }
        return GroupJson.bytes(GroupJson.timing(membership, told));
    }

    Mono<ServerResponse> leave(ServerRequest request) {
        Query query = Query.of(request, Set.of("temporary", "session"));
        LeaveGroup leaving =
                new LeaveGroup(
                        MemberRequest.group(request),
                        MemberRequest.member(request),
                        session(query.text("session")),
                        query.flag("temporary"));
        return VirtualThreads.call(
                        "group-leave",
                        () -> {
                            calls.leave(leaving);
                            return true;
                        })
                .flatMap(_ -> ServerResponse.noContent().build());
    }

    private static OptionalLong session(Optional<String> text) {
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!text.get().matches("[0-9]{1,18}")) {
            throw Query.invalid("session", "must be the number that the member was given");
        }
        return OptionalLong.of(Long.parseLong(text.get()));
    }

    private GroupCursor cursor(JsonFields fields, GroupId group, MemberId member) {
        String text =
                fields.text("cursor")
                        .orElseThrow(() -> JsonFields.invalid("cursor", "must be there"));
        try {
            return GroupCursor.read(text, seals.of(group, member));
        } catch (InvalidCursorException e) {
            throw new MillraceException(
                    Problem.of(ErrorCode.INVALID_CURSOR, "The cursor " + e.getMessage())
                            .with("field", "cursor"),
                    e);
        }
    }

    private interface Operation {
        Mono<ServerResponse> by(GroupId group, MemberId member, JsonFields fields);
    }

    private Mono<ServerResponse> asked(
            ServerRequest request, Set<String> allowed, Operation operation) {
        GroupId group = MemberRequest.group(request);
        MemberId member = MemberRequest.member(request);
        return JsonBodies.fields(request, bodies, allowed)
                .flatMap(fields -> operation.by(group, member, fields));
    }

    private static Mono<ServerResponse> answer(String name, Callable<byte[]> operation) {
        return VirtualThreads.call(name, operation).flatMap(GroupJson::answer);
    }
}
