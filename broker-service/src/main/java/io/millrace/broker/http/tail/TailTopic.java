package io.millrace.broker.http.tail;

import io.millrace.broker.partition.Topic;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.config.TopicConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** One topic of a subscription and the positions in it. Owned by the stream's thread. */
final class TailTopic {
    private final TopicName name;
    private final TopicId id;
    private final TopicConfig config;
    private final byte[] cursorHead;
    private final List<TailPosition> positions = new ArrayList<>();

    TailTopic(Topic topic) {
        this.name = topic.metadata().name();
        this.id = topic.metadata().id();
        this.config = topic.metadata().config();
        this.cursorHead =
                ("~" + name.value() + "!" + id.tag() + ":").getBytes(StandardCharsets.US_ASCII);
    }

    TopicName name() {
        return name;
    }

    TopicId id() {
        return id;
    }

    TopicConfig config() {
        return config;
    }

    /** What stands before the topic's positions in a cursor. */
    byte[] cursorHead() {
        return cursorHead;
    }

    /** In order of partition. */
    List<TailPosition> positions() {
        return positions;
    }

    void add(TailPosition position) {
        positions.add(position);
        positions.sort(Comparator.comparingInt(TailPosition::index));
    }

    /** The others are closed. */
    void keep(Predicate<TailPosition> wanted) {
        positions.removeIf(
                position -> {
                    boolean goes = !wanted.test(position);
                    if (goes) {
                        position.close();
                    }
                    return goes;
                });
    }

    boolean has(int partition) {
        return positions.stream().anyMatch(position -> position.index() == partition);
    }
}
