package io.millrace.client;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A topic as a client needs to know it.
 *
 * @param leaders the address of each partition's leader, partition n at index n; empty while there
 *     is none
 */
public record TopicInfo(TopicName name, TopicId id, List<Optional<URI>> leaders) {
    public TopicInfo {
        leaders = List.copyOf(leaders);
    }

    public int partitions() {
        return leaders.size();
    }
}
