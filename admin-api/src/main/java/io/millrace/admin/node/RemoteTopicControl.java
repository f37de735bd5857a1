package io.millrace.admin.node;

import io.millrace.admin.topic.TopicControl;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.control.ChangeTopic;
import io.millrace.protocol.control.CreateTopic;
import io.millrace.protocol.control.DeleteTopic;
import io.millrace.protocol.control.OperatorPaths;
import io.millrace.protocol.control.Settled;
import io.millrace.protocol.control.TopicAnswer;
import io.millrace.protocol.metadata.ClusterMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Topics at the controller, wherever it is at the moment. Any thread. */
final class RemoteTopicControl implements TopicControl {
    private final OperatorClient client;
    private final FollowedMetadata metadata;

    RemoteTopicControl(OperatorClient client, FollowedMetadata metadata) {
        this.client = client;
        this.metadata = metadata;
    }

    @Override
    public ClusterMetadata metadata() {
        return metadata.get();
    }

    @Override
    public AutoCloseable watch(Consumer<ClusterMetadata> consumer) {
        return metadata.watch(consumer);
    }

    @Override
    public TopicMetadata create(CreateTopic request, boolean dryRun) {
        return seen(client.change(OperatorPaths.CREATE_TOPIC, request, TopicAnswer.class, dryRun));
    }

    @Override
    public TopicMetadata change(
            TopicName name,
            TopicId id,
            Optional<Map<String, String>> configs,
            OptionalInt partitions,
            boolean dryRun) {
        return seen(
                client.change(
                        OperatorPaths.CHANGE_TOPIC,
                        new ChangeTopic(name, id, configs, partitions),
                        TopicAnswer.class,
                        dryRun));
    }

    @Override
    public void delete(TopicName name, TopicId id, boolean dryRun) {
        DeleteTopic request = new DeleteTopic(name, id);
        client.see(
                client.change(OperatorPaths.DELETE_TOPIC, request, Settled.class, dryRun)
                        .version());
    }

    private TopicMetadata seen(TopicAnswer answer) {
        client.see(answer.version());
        return answer.topic();
    }
}
