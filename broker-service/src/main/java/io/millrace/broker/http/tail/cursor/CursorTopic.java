package io.millrace.broker.http.tail.cursor;

import io.millrace.protocol.TopicName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The positions of one topic in a cursor.
 *
 * @param topic its name
 * @param tag the six characters that tell this topic from a later one of the same name; absent only
 *     in cursors written by hand
 * @param positions at least one, each partition once
 */
public record CursorTopic(TopicName topic, Optional<String> tag, List<CursorPosition> positions) {
    public CursorTopic {
        positions = List.copyOf(positions);
        Set<Integer> seen = new HashSet<>();
        for (CursorPosition position : positions) {
            if (!seen.add(position.partition())) {
                throw new IllegalArgumentException(
                        "partition " + position.partition() + " of " + topic.value() + " twice");
            }
        }
        if (positions.isEmpty()) {
            throw new IllegalArgumentException("no partition of " + topic.value());
        }
    }

    /** The position of a partition, if the cursor names it. */
    public Optional<CursorPosition> position(int partition) {
        return positions.stream().filter(p -> p.partition() == partition).findFirst();
    }
}
