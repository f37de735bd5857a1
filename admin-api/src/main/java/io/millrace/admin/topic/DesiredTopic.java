package io.millrace.admin.topic;

import io.millrace.admin.change.Change;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.metadata.TopicMetadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All of a topic that a user can wish for: what the ETag covers, and what plans compare.
 *
 * @param configs what differs from the defaults
 */
record DesiredTopic(
        String description,
        Map<String, String> labels,
        Map<String, String> annotations,
        int partitions,
        int replicationFactor,
        Map<String, String> configs) {

    DesiredTopic {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
        configs = Map.copyOf(configs);
    }

    static DesiredTopic of(TopicMetadata topic, @Nullable TopicNotes notes) {
        return new DesiredTopic(
                notes == null ? "" : notes.description(),
                notes == null ? Map.of() : notes.labels(),
                notes == null ? Map.of() : notes.annotations(),
                topic.partitions().size(),
                topic.partitions().getFirst().replicas().size(),
                topic.config().overrides());
    }

    /** The same wish, as the controller would carry it out. */
    DesiredTopic as(TopicMetadata topic) {
        return new DesiredTopic(
                description,
                labels,
                annotations,
                topic.partitions().size(),
                topic.partitions().getFirst().replicas().size(),
                topic.config().overrides());
    }

    String etag(TopicId id) {
        return hash(
                id
                        + "\n"
                        + description
                        + "\n"
                        + new TreeMap<>(labels)
                        + "\n"
                        + new TreeMap<>(annotations)
                        + "\n"
                        + partitions
                        + " "
                        + replicationFactor
                        + "\n"
                        + new TreeMap<>(configs));
    }

    String configsEtag(TopicId id) {
        return hash(id + "\n" + new TreeMap<>(configs));
    }

    /** What leads from one to the other; nothing before is a creation, nothing after an end. */
    static List<Change> changes(@Nullable DesiredTopic before, @Nullable DesiredTopic after) {
        Map<String, Object> old = before == null ? Map.of() : before.flat();
        Map<String, Object> next = after == null ? Map.of() : after.flat();
        TreeSet<String> paths = new TreeSet<>(old.keySet());
        paths.addAll(next.keySet());
        List<Change> changes = new ArrayList<>();
        for (String path : paths) {
            if (!Objects.equals(old.get(path), next.get(path))) {
                changes.add(new Change(path, old.get(path), next.get(path)));
            }
        }
        return changes;
    }

    private Map<String, Object> flat() {
        Map<String, Object> flat = new TreeMap<>();
        if (!description.isEmpty()) {
            flat.put("/description", description);
        }
        labels.forEach((key, value) -> flat.put("/labels/" + escape(key), value));
        annotations.forEach((key, value) -> flat.put("/annotations/" + escape(key), value));
        flat.put("/spec/partitions", partitions);
        flat.put("/spec/replication_factor", replicationFactor);
        configs.forEach((key, value) -> flat.put("/spec/configs/" + escape(key), value));
        return flat;
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String hash(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(digest, 0, 10) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
