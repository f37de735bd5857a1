package io.millrace.admin.topic;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What administration needs of the controller. Calls may block and throw {@link
 * io.millrace.protocol.MillraceException} with the controller's refusal.
 */
public interface TopicControl {

    /** The newest committed metadata. */
    ClusterMetadata metadata();

    /**
     * Hands over each newer metadata until closed. The consumer must neither block nor call back.
     */
    AutoCloseable watch(Consumer<ClusterMetadata> consumer);

    /**
     * @param dryRun answers what would be, and changes nothing
     */
    TopicMetadata create(CreateTopic request, boolean dryRun);

    /**
     * Changes configs and partition count together or not at all.
     *
     * @param configs everything that shall differ from the defaults; empty leaves them
     */
    TopicMetadata change(
            TopicName name,
            TopicId id,
            Optional<Map<String, String>> configs,
            OptionalInt partitions,
            boolean dryRun);

    void delete(TopicName name, TopicId id, boolean dryRun);
}
