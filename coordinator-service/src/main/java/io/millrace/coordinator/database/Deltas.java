package io.millrace.coordinator.database;

import io.millrace.coordinator.state.BrokerState;
import io.millrace.coordinator.state.Change;
import io.millrace.coordinator.state.PartitionState;
import io.millrace.coordinator.state.TopicState;
import io.millrace.replication.controller.PartitionRegistration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The payload of a delta: what changed, in JSON. It holds no secret, not even a hash of one. */
final class Deltas {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Deltas() {}

    static String json(List<Change> changes) {
        List<Map<String, Object>> payload = new ArrayList<>();
        changes.forEach(change -> payload.add(describe(change)));
        return JSON.writeValueAsString(payload);
    }

    private static Map<String, Object> describe(Change change) {
        return switch (change) {
            case Change.TopicAdded(TopicState topic) ->
                    entry(
                            "topic_added",
                            "name",
                            topic.name().value(),
                            "topic_id",
                            topic.id().value(),
                            "configs",
                            topic.config().overrides(),
                            "partitions",
                            topic.partitions().stream().map(Deltas::describe).toList());
            case Change.TopicRemoved(var name, var id) ->
                    entry("topic_removed", "name", name.value(), "topic_id", id.value());
            case Change.ConfigReplaced(var name, var id, var config) ->
                    entry(
                            "config_replaced",
                            "name",
                            name.value(),
                            "topic_id",
                            id.value(),
                            "configs",
                            config.overrides());
            case Change.PartitionsAdded(var name, var id, var partitions) ->
                    entry(
                            "partitions_added",
                            "name",
                            name.value(),
                            "topic_id",
                            id.value(),
                            "partitions",
                            partitions.stream().map(Deltas::describe).toList());
            case Change.PartitionChanged(var name, var id, var epoch, PartitionState next) ->
                    entry("partition_changed", "topic_id", id.value(), "partition", describe(next));
            case Change.BrokerPut(BrokerState broker) ->
                    entry(
                            "broker_put",
                            "broker_id",
                            broker.id().value(),
                            "broker_epoch",
                            broker.epoch(),
                            "http_url",
                            broker.httpUrl(),
                            "fenced",
                            broker.fenced(),
                            "drained",
                            broker.drained());
            case Change.KeyPut(var keyId, var entry) ->
                    entry("key_put", "key_id", keyId, "principal", entry.principal().value());
            case Change.KeyRemoved(var keyId) -> entry("key_removed", "key_id", keyId);
            case Change.BrokerRemoved(var broker) ->
                    entry("broker_removed", "broker_id", broker.value());
            case Change.SafeModeEntered(var reason) -> entry("safe_mode", "reason", reason);
            case Change.Reconciled(var version) -> entry("reconciled", "version", version);
        };
    }

    private static Map<String, Object> describe(PartitionState state) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("partition", state.partition());
        PartitionRegistration now = state.registration();
        json.put("replicas", now.replicas());
        if (!now.adding().isEmpty()) {
            json.put("adding", now.adding());
        }
        if (!now.removing().isEmpty()) {
            json.put("removing", now.removing());
        }
        json.put("isr", now.isr().keySet());
        now.leader().ifPresent(leader -> json.put("leader", leader));
        json.put("leader_epoch", now.leaderEpoch());
        json.put("partition_epoch", now.partitionEpoch());
        if (now.unclean()) {
            json.put("unclean", true);
        }
        return json;
    }

    private static Map<String, Object> entry(String change, Object... members) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("change", change);
        for (int i = 0; i < members.length; i += 2) {
            json.put((String) members[i], members[i + 1]);
        }
        return json;
    }
}
