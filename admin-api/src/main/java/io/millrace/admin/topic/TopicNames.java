package io.millrace.admin.topic;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.metadata.TopicMetadata;

/** Names of topics and numbers of partitions, from paths and bodies. */
public final class TopicNames {

    private TopicNames() {}

    /** The name of a topic that should exist: what is no name exists nowhere. */
    public static TopicName name(String text) {
        if (!TopicName.isValid(text)) {
            throw Problem.of(
                            ErrorCode.TOPIC_NOT_FOUND,
                            "There is no topic of this name: " + TopicName.objectionTo(text))
                    .asException();
        }
        return new TopicName(text);
    }

    /** The name of a topic that may be new. */
    static TopicName newName(String text) {
        if (!TopicName.isValid(text)) {
            throw Problem.of(ErrorCode.INVALID_TOPIC_NAME, TopicName.objectionTo(text))
                    .with("field", "/name")
                    .asException();
        }
        return new TopicName(text);
    }

    /** The number of a partition that should exist. */
    public static int partition(TopicMetadata topic, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number < topic.partitions().size()) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below: there is no such partition.
        }
        throw Problem.of(
                        ErrorCode.PARTITION_NOT_FOUND,
                        "The topic has the partitions 0 to " + (topic.partitions().size() - 1))
                .with("topic", topic.name().value())
                .asException();
    }
}
