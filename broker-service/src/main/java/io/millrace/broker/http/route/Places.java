package io.millrace.broker.http.route;

import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The topic and partition that a path names. */
public final class Places {
    private Places() {}

    /**
     * @throws io.millrace.protocol.MillraceException with {@code invalid_topic_name} or {@code
     *     topic_not_found}
     */
    public static Topic topic(ServerRequest request, Topics topics) {
        String name = request.pathVariable("topic");
        if (!TopicName.isValid(name)) {
            throw Problem.of(ErrorCode.INVALID_TOPIC_NAME, "No topic can have this name")
                    .asException();
        }
        return topics.find(new TopicName(name))
                .orElseThrow(
                        () ->
                                Problem.of(ErrorCode.TOPIC_NOT_FOUND, "There is no topic " + name)
                                        .with("topic", name)
                                        .asException());
    }

    /**
     * The number of the partition.
     *
     * @throws io.millrace.protocol.MillraceException with {@code partition_not_found}
     */
    public static int partitionNumber(ServerRequest request, Topic topic) {
        String text = request.pathVariable("partition");
        int count = topic.partitions().size();
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) >= count) {
            throw Problem.of(ErrorCode.PARTITION_NOT_FOUND, "There are " + count + " partitions")
                    .with("topic", topic.metadata().name().value())
                    .asException();
        }
        return Integer.parseInt(text);
    }

    /** As above. */
    public static Partition partition(ServerRequest request, Topic topic) {
        return topic.partitions().get(partitionNumber(request, topic));
    }
}
