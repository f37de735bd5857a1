package io.millrace.coordinator.state;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.AccessSnapshot;
import io.millrace.protocol.control.CreateTopic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** States to decide on. */
final class States {

    private static final TopicRules RULES = new TopicRules(3, 3, 1_000, 10_000);

    private States() {}

    /** Brokers 1 to n in these racks; an empty text is an unknown one. */
    static ControlState brokersIn(String... racks) {
        TreeMap<Integer, BrokerState> brokers = new TreeMap<>();
        for (int id = 1; id <= racks.length; id++) {
            brokers.put(
                    id,
                    new BrokerState(
                            new BrokerId(id),
                            id,
                            new UUID(0, id),
                            "http://b" + id,
                            Optional.empty(),
                            Optional.of(racks[id - 1]).filter(rack -> !rack.isEmpty()),
                            false,
                            false));
        }
        return new ControlState(
                new UUID(1, 1),
                100,
                new Claims(List.of(new Claims.Claim(1, new UUID(2, 2), 1)), 0),
                false,
                brokers,
                Topics.of(List.of()),
                new Tombstones(List.of()),
                new AccessSnapshot(Map.of(), new byte[32]));
    }

    static ControlState with(ControlState state, String topic, int partitions, int factor) {
        Decision decision =
                RULES.create(
                        state,
                        new CreateTopic(
                                new TopicName(topic),
                                OptionalInt.of(partitions),
                                OptionalInt.of(factor),
                                Map.of()),
                        new TopicId(new UUID(3, topic.hashCode())),
                        Set.of());
        return switch (decision) {
            case Decision.Accepted(var changes) -> state.after(changes, state.version() + 1);
            case Decision.Refused(var problem) -> throw problem.asException();
        };
    }
}
