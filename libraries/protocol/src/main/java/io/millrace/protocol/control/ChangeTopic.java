package io.millrace.protocol.control;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks the controller to change a topic's configs, its partition count, or both at once.
 *
 * @param configs everything that shall differ from the defaults; empty leaves them
 * @param partitions the wanted count; empty leaves it
 */
public record ChangeTopic(
        TopicName name, TopicId id, Optional<Map<String, String>> configs, OptionalInt partitions) {
    public ChangeTopic {
        configs = configs.map(Map::copyOf);
    }
}
