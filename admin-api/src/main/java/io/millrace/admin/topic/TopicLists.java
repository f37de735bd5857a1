package io.millrace.admin.topic;

import io.millrace.admin.page.Page;
import io.millrace.admin.page.Parameters;
import io.millrace.admin.partition.PartitionControl;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.facts.PartitionFacts;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Topics as lists: filtered, in order of their names, a page at a time. Calls block. */
@Component
class TopicLists {

    private final TopicControl control;
    private final PartitionControl partitions;
    private final TopicNotesRows rows;

    TopicLists(TopicControl control, PartitionControl partitions, TopicNotesRows rows) {
        this.control = control;
        this.partitions = partitions;
        this.rows = rows;
    }

    Page page(TopicFilter filter, Parameters parameters) {
        ClusterMetadata metadata = control.metadata();
        List<TopicMetadata> matching = matching(metadata, filter);
        String after = parameters.after().orElse("");
        List<TopicMetadata> rest =
                matching.stream().filter(t -> t.name().value().compareTo(after) > 0).toList();
        List<TopicMetadata> page = rest.stream().limit(parameters.limit()).toList();
        boolean more = rest.size() > page.size();
        return new Page(
                views(page),
                matching.size(),
                metadata.version(),
                more ? Parameters.token(page.getLast().name().value()) : null);
    }

    /** All topics of one metadata that match. */
    List<TopicMetadata> matching(ClusterMetadata metadata, TopicFilter filter) {
        List<TopicMetadata> named =
                metadata.topics().values().stream()
                        .filter(topic -> filter.admits(topic.name()))
                        .toList();
        if (filter.labels().isEmpty()) {
            return named;
        }
        Map<UUID, TopicNotes> notes = notes(rows.findAll());
        return named.stream()
                .filter(
                        topic -> {
                            TopicNotes found = notes.get(topic.id().value());
                            return filter.admits(found == null ? Map.of() : found.labels());
                        })
                .toList();
    }

    List<TopicView> views(List<TopicMetadata> topics) {
        Map<UUID, TopicNotes> notes =
                notes(rows.findAllById(topics.stream().map(t -> t.id().value()).toList()));
        Map<PartitionId, PartitionFacts> facts = partitions.factsOf(topics);
        return topics.stream()
                .map(topic -> TopicView.of(topic, notes.get(topic.id().value()), facts))
                .toList();
    }

    TopicView view(TopicDesk.Found found) {
        return TopicView.of(
                found.topic(), found.notes(), partitions.factsOf(List.of(found.topic())));
    }

    private static Map<UUID, TopicNotes> notes(List<TopicNotes> found) {
        return found.stream().collect(Collectors.toMap(TopicNotes::id, Function.identity()));
    }
}
