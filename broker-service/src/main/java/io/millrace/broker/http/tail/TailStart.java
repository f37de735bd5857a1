package io.millrace.broker.http.tail;

import io.millrace.broker.http.tail.cursor.Cursor;
import io.millrace.broker.http.tail.cursor.EventStreamsPosition;
import java.util.List;

/** Where a reader wants to start. */
sealed interface TailStart {
    /** At the first record that there is. */
    record Earliest() implements TailStart {}

    /** Behind the last record that there is. */
    record Latest() implements TailStart {}

    /** At the first record with this time (epoch milliseconds) or a later one, else at the end. */
    record At(long timestamp) implements TailStart {}

    /**
     * Where an earlier stream ended. Partitions that it does not name start at earliest if it names
     * their topic, else by the rest of the request.
     */
    record Resume(Cursor cursor, TailStart otherTopics) implements TailStart {}

    /** Where an earlier EventStreams stream ended; as {@link Resume}. */
    record Assigned(List<EventStreamsPosition> positions, TailStart otherTopics)
            implements TailStart {
        public Assigned {
            positions = List.copyOf(positions);
        }
    }
}
