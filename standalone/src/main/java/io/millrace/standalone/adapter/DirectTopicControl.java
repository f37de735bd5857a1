package io.millrace.standalone.adapter;

import io.millrace.admin.topic.TopicControl;
import io.millrace.coordinator.controller.Controller;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Administration's way to the controller of the same process. */
public final class DirectTopicControl implements TopicControl {

    private final Controller controller;

    public DirectTopicControl(Controller controller) {
        this.controller = controller;
    }

    @Override
    public ClusterMetadata metadata() {
        return controller.metadata();
    }

    @Override
    public AutoCloseable watch(Consumer<ClusterMetadata> consumer) {
        return controller.subscribe(controller.metadata().version(), consumer);
    }

    @Override
    public TopicMetadata create(CreateTopic request, boolean dryRun) {
        return controller.createTopic(request, dryRun);
    }

    @Override
    public TopicMetadata change(
            TopicName name,
            TopicId id,
            Optional<Map<String, String>> configs,
            OptionalInt partitions,
            boolean dryRun) {
        return controller.changeTopic(name, id, configs, partitions, dryRun);
    }

    @Override
    public void delete(TopicName name, TopicId id, boolean dryRun) {
        controller.deleteTopic(name, id, dryRun);
    }
}
