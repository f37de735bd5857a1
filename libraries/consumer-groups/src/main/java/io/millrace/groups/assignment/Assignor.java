package io.millrace.groups.assignment;

import io.millrace.protocol.PartitionId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.group.MemberId;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ways to share partitions out among members. */
public enum Assignor {
    /** As many partitions for everybody as possible, and as few that move; near ones preferred. */
    UNIFORM("uniform") {
        @Override
        public SortedMap<PartitionId, MemberId> assign(
                SortedMap<MemberId, Consumer> consumers,
                SortedMap<TopicId, TopicPlaces> topics,
                Map<PartitionId, MemberId> before) {
            return new Uniform(consumers, topics).assign(before);
        }
    },
    /**
     * Neighbouring partitions of each topic; of topics with the same number of partitions and the
     * same subscribers everybody has the same numbers, as joins of streams need it.
     */
    RANGE("range") {
        @Override
        public SortedMap<PartitionId, MemberId> assign(
                SortedMap<MemberId, Consumer> consumers,
                SortedMap<TopicId, TopicPlaces> topics,
                Map<PartitionId, MemberId> before) {
            return new Range(consumers, topics, before).assign();
        }
    };

    private static final Map<String, Assignor> BY_TEXT =
            Stream.of(values()).collect(Collectors.toMap(Assignor::text, Function.identity()));

    private final String text;

    Assignor(String text) {
        this.text = text;
    }

    /** As clients write it. */
    public String text() {
        return text;
    }

    public static Optional<Assignor> of(String text) {
        return Optional.ofNullable(BY_TEXT.get(text));
    }

    /**
     * Gives every partition that somebody has subscribed to a member that has. The same arguments
     * always give the same result.
     *
     * @param topics all that are known
     * @param before who had what, which may be out of date
     */
    public abstract SortedMap<PartitionId, MemberId> assign(
            SortedMap<MemberId, Consumer> consumers,
            SortedMap<TopicId, TopicPlaces> topics,
            Map<PartitionId, MemberId> before);
}
