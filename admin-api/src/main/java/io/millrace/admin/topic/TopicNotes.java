package io.millrace.admin.topic;

import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Persistable;

/** What administration itself knows of a topic. */
@Entity
@Table(name = "topic_notes")
class TopicNotes implements Persistable<UUID> {

    @Id private UUID topicId;

    private String description;

    @Convert(converter = TextMapConverter.class)
    private Map<String, String> labels;

    @Convert(converter = TextMapConverter.class)
    private Map<String, String> annotations;

    private Instant createdAt;
    private Instant updatedAt;

    @Transient private boolean fresh;

    /** For JPA. */
    @SuppressWarnings("NullAway.Init")
    protected TopicNotes() {}

    TopicNotes(UUID topicId, Instant now) {
        this.topicId = topicId;
        this.description = "";
        this.labels = new TreeMap<>();
        this.annotations = new TreeMap<>();
        this.createdAt = now;
        this.updatedAt = now;
        this.fresh = true;
    }

    /** Takes over what is wanted. */
    void describe(DesiredTopic desired, Instant now) {
        description = desired.description();
        labels = new TreeMap<>(desired.labels());
        annotations = new TreeMap<>(desired.annotations());
        updatedAt = now;
    }

    @Override
    public @Nullable UUID getId() {
        return topicId;
    }

    @Override
    public boolean isNew() {
        return fresh;
    }

    UUID id() {
        return topicId;
    }

    String description() {
        return description;
    }

    Map<String, String> labels() {
        return labels;
    }

    Map<String, String> annotations() {
        return annotations;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }
}
