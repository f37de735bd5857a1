package io.millrace.broker.http.tail;

import io.millrace.broker.partition.Partition;
import io.millrace.broker.partition.Topic;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.TopicName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps a subscription in step with its topics: new partitions join, a deleted topic ends it. */
final class TailMembership {
    private final Topics topics;
    private final TailOpener opener;
    private final Set<Integer> only;

    /**
     * @param only the partitions that the reader wants; all if empty
     */
    TailMembership(Topics topics, TailOpener opener, Set<Integer> only) {
        this.topics = topics;
        this.opener = opener;
        this.only = Set.copyOf(only);
    }

    /** Returns a topic that is gone, if one is. */
    Optional<TopicName> refresh(TailPositions positions) {
        boolean grown = false;
        for (TailTopic known : positions.topics()) {
            Optional<Topic> now = topics.find(known.name());
            if (now.isEmpty() || !now.get().metadata().id().equals(known.id())) {
                return Optional.of(known.name());
            }
            if (only.isEmpty()) {
                grown |= join(known, now.get().partitions());
            }
        }
        if (grown) {
            positions.renew();
        }
        return Optional.empty();
    }

    private boolean join(TailTopic topic, List<Partition> partitions) {
        int known = topic.positions().size();
        for (int index = known; index < partitions.size(); index++) {
            topic.positions().add(opener.joined(topic, index, partitions.get(index)));
        }
        return partitions.size() > known;
    }
}
