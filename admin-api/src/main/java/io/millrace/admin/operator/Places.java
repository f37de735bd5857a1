package io.millrace.admin.operator;

import io.millrace.admin.page.Page;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.partition.PartitionControl;
import io.millrace.admin.topic.TopicControl;
import io.millrace.admin.topic.TopicNames;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.facts.NamedPartition;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds partitions of all topics, and lists them. Calls block. */
@Component
final class Places {

    private final TopicControl topics;
    private final PartitionControl partitions;

    Places(TopicControl topics, PartitionControl partitions) {
        this.topics = topics;
        this.partitions = partitions;
    }

    /**
     * @throws io.millrace.protocol.MillraceException {@code topic_not_found}, {@code
     *     partition_not_found}
     */
    Place get(String topic, String partition) {
        TopicMetadata found =
                topics.metadata()
                        .topic(TopicNames.name(topic))
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                        ErrorCode.TOPIC_NOT_FOUND,
                                                        "There is no topic " + topic)
                                                .with("topic", topic)
                                                .asException());
        return new Place(found, found.partitions().get(TopicNames.partition(found, partition)));
    }

    @Nullable PartitionFacts facts(Place place) {
        return partitions.facts(named(place)).orElse(null);
    }

    /** A page of those partitions, each told with what its leader knows of it. */
    Page page(
            Parameters parameters,
            Predicate<PartitionMetadata> which,
            BiFunction<Place, @Nullable PartitionFacts, ?> view) {
        ClusterMetadata metadata = topics.metadata();
        List<Place> matching =
                Place.all(metadata).filter(place -> which.test(place.partition())).toList();
        String after = parameters.after().orElse("");
        List<Place> rest =
                matching.stream().filter(place -> place.key().compareTo(after) > 0).toList();
        List<Place> page = rest.stream().limit(parameters.limit()).toList();
        Map<?, PartitionFacts> facts = partitions.facts(page.stream().map(Places::named).toList());
        return new Page(
                page.stream().map(place -> view.apply(place, facts.get(place.id()))).toList(),
                matching.size(),
                metadata.version(),
                rest.size() > page.size() ? Parameters.token(page.getLast().key()) : null);
    }

    private static NamedPartition named(Place place) {
        return PartitionControl.named(place.topic(), place.partition().partition());
    }
}
