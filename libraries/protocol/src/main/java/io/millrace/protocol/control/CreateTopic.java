package io.millrace.protocol.control;

import io.millrace.protocol.TopicName;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Asks the controller for a new topic.
 *
 * @param partitions the default if empty
 * @param replicationFactor the default if empty
 * @param configs what differs from the defaults
 */
public record CreateTopic(
        TopicName name,
        OptionalInt partitions,
        OptionalInt replicationFactor,
        Map<String, String> configs) {
    public CreateTopic {
        configs = Map.copyOf(configs);
    }
}
