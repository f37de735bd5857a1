package io.millrace.internal.message;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.PrincipalName;
import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.config.ConfigKey;
import io.millrace.protocol.config.TopicConfig;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.InstanceId;
import io.millrace.protocol.group.MemberId;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.module.SimpleModule;

/** How the value types of the protocol are written: as what they wrap, ids in binary. */
final class ValueTypes {
    private static final int PARTITION_ID_BYTES = 20;

    private ValueTypes() {}

    static SimpleModule module() {
        SimpleModule module = new SimpleModule("millrace");
        new Wrapper<>(TopicName.class, String.class, TopicName::value, TopicName::new)
                .addTo(module, TopicName::new);
        new Wrapper<>(PrincipalName.class, String.class, PrincipalName::value, PrincipalName::new)
                .addTo(module, PrincipalName::new);
        new Wrapper<>(GroupId.class, String.class, GroupId::value, GroupId::new)
                .addTo(module, GroupId::new);
        new Wrapper<>(MemberId.class, String.class, MemberId::value, MemberId::new)
                .addTo(module, MemberId::new);
        new Wrapper<>(InstanceId.class, String.class, InstanceId::value, InstanceId::new)
                .addTo(module, InstanceId::new);
        new Wrapper<>(BrokerId.class, Integer.class, BrokerId::value, BrokerId::new)
                .addTo(module, text -> new BrokerId(Integer.parseInt(text)));
        new Wrapper<>(TopicId.class, UUID.class, TopicId::value, TopicId::new)
                .addTo(module, TopicId::parse);
        new Wrapper<>(PartitionId.class, byte[].class, ValueTypes::bytes, ValueTypes::partitionId)
                .addTo(module, ValueTypes::partitionId);
        new Wrapper<>(
                        TopicConfig.class,
                        new TypeReference<Map<String, String>>() {}.getType(),
                        TopicConfig::overrides,
                        ValueTypes::topicConfig)
                .addTo(module);
        return module;
    }

    private static byte[] bytes(PartitionId id) {
        return ByteBuffer.allocate(PARTITION_ID_BYTES)
                .putLong(id.topic().value().getMostSignificantBits())
                .putLong(id.topic().value().getLeastSignificantBits())
                .putInt(id.partition())
                .array();
    }

    private static PartitionId partitionId(byte[] bytes) {
        if (bytes.length != PARTITION_ID_BYTES) {
            throw new IllegalArgumentException("A partition's id has 20 bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        TopicId topic = new TopicId(new UUID(buffer.getLong(), buffer.getLong()));
        return new PartitionId(topic, buffer.getInt());
    }

    private static PartitionId partitionId(String text) {
        return PartitionId.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("No partition's id: " + text));
    }

    /** Settings that only a newer service knows are left out, as all that is not known. */
    private static TopicConfig topicConfig(Map<String, String> overrides) {
        Map<String, String> known = new TreeMap<>(overrides);
        known.keySet().removeIf(name -> ConfigKey.named(name).isEmpty());
        try {
            return TopicConfig.of(known);
        } catch (MillraceException e) {
            throw new IllegalArgumentException(e.problem().detail(), e);
        }
    }
}
