package io.millrace.broker.http.group;

import io.millrace.broker.group.GroupCalls;
import io.millrace.broker.http.body.BodyReader;
import io.millrace.broker.http.body.JsonBodies;
import io.millrace.broker.http.body.JsonFields;
import io.millrace.broker.http.route.Query;
import io.millrace.broker.http.stream.VirtualThreads;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.CommitOffsets;
import io.millrace.protocol.group.CommitOffsets.Committer;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberId;
import io.millrace.protocol.group.NextOffset;
import io.millrace.protocol.group.ReadOffsets;
import io.millrace.protocol.group.Refusal;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Committed offsets by number. Any thread; owners are asked on virtual threads. */
public final class OffsetOperations {
    private static final int OFFSETS_MAX = 10_000;
    private static final Set<String> FIELDS = Set.of("offsets", "member_id", "member_epoch");
    private static final Set<String> OFFSET_FIELDS =
            Set.of("topic", "partition", "next_offset", "metadata");

    private final Topics topics;
    private final GroupCalls calls;
    private final BodyReader bodies;
    private final GroupJson json;

    public OffsetOperations(
            Topics topics, GroupCalls calls, BodyReader bodies, InstantSource clock) {
        this.topics = topics;
        this.calls = calls;
        this.bodies = bodies;
        this.json = new GroupJson(topics, clock);
    }

    Mono<ServerResponse> read(ServerRequest request) {
        GroupId group = MemberRequest.group(request);
        var _ = Query.of(request, Set.of());
        return VirtualThreads.call(
                        "group-offsets", () -> calls.offsets(new ReadOffsets(group)).offsets())
                .flatMap(offsets -> answer(Map.of("offsets", json.offsets(offsets))));
    }

    Mono<ServerResponse> commit(ServerRequest request) {
        GroupId group = MemberRequest.group(request);
        return JsonBodies.fields(request, bodies, FIELDS)
                .flatMap(
                        body -> {
                            CommitOffsets commit =
                                    new CommitOffsets(group, committer(body), offsets(body));
                            return VirtualThreads.call("group-commit", () -> calls.commit(commit));
                        })
                .flatMap(this::committed);
    }

    private static Optional<Committer> committer(JsonFields body) {
        Optional<MemberId> member =
                body.text("member_id")
                        .map(text -> MemberRequest.named("member_id", text, MemberId::new));
        OptionalLong epoch = body.integer("member_epoch", 0, Long.MAX_VALUE);
        if (member.isPresent() != epoch.isPresent()) {
            throw JsonFields.invalid("member_epoch", "goes with member_id");
        }
        return member.map(id -> new Committer(id, epoch.orElseThrow()));
    }

    private Map<PartitionId, NextOffset> offsets(JsonFields body) {
        Map<PartitionId, NextOffset> offsets = new LinkedHashMap<>();
        for (JsonFields each : body.objects("offsets", OFFSETS_MAX, OFFSET_FIELDS)) {
            PartitionId partition = partition(each);
            NextOffset next =
                    new NextOffset(
                            required(each, "next_offset", Long.MAX_VALUE),
                            OptionalInt.empty(),
                            each.text("metadata").orElse(""));
            if (offsets.put(partition, next) != null) {
                throw JsonFields.invalid("offsets", "must name each partition once");
            }
        }
        return offsets;
    }

    private PartitionId partition(JsonFields each) {
        TopicName name =
                MemberRequest.topicName(
                        each.text("topic")
                                .orElseThrow(
                                        () ->
                                                JsonFields.invalid(
                                                        each.pathOf("topic"), "must be there")));
        Topic topic =
                topics.find(name)
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                        ErrorCode.TOPIC_NOT_FOUND,
                                                        "There is no topic " + name)
                                                .with("topic", name.value())
                                                .asException());
        int partition = (int) required(each, "partition", Integer.MAX_VALUE);
        if (partition >= topic.partitions().size()) {
            throw Problem.of(
                            ErrorCode.PARTITION_NOT_FOUND,
                            "There are " + topic.partitions().size() + " partitions")
                    .with("topic", name.value())
                    .asException();
        }
        return new PartitionId(topic.metadata().id(), partition);
    }

    private static long required(JsonFields each, String name, long max) {
        return each.integer(name, 0, max)
                .orElseThrow(() -> JsonFields.invalid(each.pathOf(name), "must be there"));
    }

    /** One refusal among others is told beside them; if there is nothing else, it is the answer. */
    private Mono<ServerResponse> committed(CommittedOffsets committed) {
        if (committed.offsets().isEmpty() && !committed.refused().isEmpty()) {
            Refusal first = committed.refused().values().iterator().next();
            return Mono.error(first.problem().asException());
        }
        return answer(json.committed(committed, new LinkedHashMap<>()));
    }

    private static Mono<ServerResponse> answer(Map<String, Object> told) {
        return GroupJson.answer(GroupJson.bytes(told));
    }
}
