package io.millrace.broker.http.fetch;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.leader.LeaderPatience;
import io.millrace.broker.http.route.Replies;
import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Topic;
import io.millrace.log.TimestampedOffset;
import java.util.Optional;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The offsets of a topic's partitions at a point. Blocks. */
final class OffsetLists {
    private OffsetLists() {}

    static Mono<ServerResponse> at(Topic topic, String at) {
        boolean timed = !at.equals("earliest") && !at.equals("latest");
        long time = timed ? FetchQuery.time("at", at) : 0;
        LeaderPatience patience = PartitionReads.patience();
        JsonBytes out = new JsonBytes(64 + 80 * topic.partitions().size());
        out.raw(JsonBytes.ascii("{\"topic\":")).string(topic.metadata().name().value());
        out.raw(JsonBytes.ascii(",\"at\":")).string(at).raw(JsonBytes.ascii(",\"offsets\":["));
        for (int number = 0; number < topic.partitions().size(); number++) {
            Partition partition = topic.partitions().get(number);
            Optional<TimestampedOffset> found =
                    timed ? patience.offsetForTimestamp(partition, time) : Optional.empty();
            long offset =
                    at.equals("earliest")
                            ? patience.earliest(partition)
                            : found.map(TimestampedOffset::offset)
                                    .orElseGet(() -> patience.latest(partition));
            if (number > 0) {
                out.raw(',');
            }
            out.raw(JsonBytes.ascii("{\"partition\":")).number(number);
            out.raw(JsonBytes.ascii(",\"offset\":")).number(offset);
            found.ifPresent(
                    f -> out.raw(JsonBytes.ascii(",\"timestamp\":")).timestamp(f.timestampMs()));
            out.raw(JsonBytes.ascii(",\"leader_epoch\":")).number(partition.leaderEpoch());
            out.raw('}');
        }
        return Replies.json(ServerResponse.ok(), out.raw(']').raw('}'));
    }
}
