package io.millrace.broker.partition;

import io.millrace.protocol.TopicName;
import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.Optional;
import java.util.function.Consumer;

/** The topics that this broker knows, as of the newest metadata that it has applied. Any thread. */
@SuppressWarnings("DoNotCallSuggester") // What applies metadata lands next.
public final class Topics {

    Topics() {}

    public Optional<Topic> find(TopicName name) {
        throw new UnsupportedOperationException();
    }

    /** The newest metadata that has been applied. */
    public ClusterMetadata metadata() {
        throw new UnsupportedOperationException();
    }

    /**
     * Calls {@code listener} after each newer metadata has been applied: topics created, deleted or
     * recreated, partitions added, configuration or access changed. Calls never overlap and must
     * not block.
     */
    public Cancellable onChange(Consumer<ClusterMetadata> listener) {
        throw new UnsupportedOperationException();
    }
}
