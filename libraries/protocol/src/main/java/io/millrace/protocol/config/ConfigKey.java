package io.millrace.protocol.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A setting of a topic, with Kafka's name where Kafka has it. */
@SuppressWarnings("ImmutableEnumChecker") // All types are immutable records.
public enum ConfigKey {
    CLEANUP_POLICY(
            "cleanup.policy",
            "delete",
            ConfigType.setOf("delete", "compact"),
            "How old records go: deleted by age and size, compacted to the last of each key, or both."),
    RETENTION_MS(
            "retention.ms",
            "604800000",
            ConfigType.millis(-1),
            "How long records are kept after they were appended, in milliseconds; -1 for ever."),
    RETENTION_BYTES(
            "retention.bytes",
            "-1",
            ConfigType.bytes(-1, Long.MAX_VALUE),
            "How many bytes a partition keeps at most, roughly; -1 for no limit."),
    RETENTION_GUARD_MS(
            "retention.guard.ms",
            "0",
            ConfigType.millis(0),
            "How much longer than retention allows records are kept that a group has not read, in milliseconds, and up to twice retention.bytes; 0 for no longer."),
    SEGMENT_BYTES(
            "segment.bytes",
            "268435456",
            ConfigType.bytes(1 << 20, 1 << 30),
            "How large a file of the log grows before the next is begun."),
    SEGMENT_MS(
            "segment.ms",
            "604800000",
            ConfigType.millis(1000),
            "How old a file of the log grows before the next is begun, in milliseconds."),
    MAX_MESSAGE_BYTES(
            "max.message.bytes",
            "1048588",
            ConfigType.bytes(1024, 64 << 20),
            "How large a record batch may be, as it is sent."),
    MIN_INSYNC_REPLICAS(
            "min.insync.replicas",
            "2",
            ConfigType.count(1, 16),
            "How many replicas must have a record on disk before it is acknowledged. The default is 1 for a partition of one replica."),
    COPY_BYTES_PER_SECOND(
            "copy.bytes.per.second",
            "-1",
            ConfigType.bytes(-1, Long.MAX_VALUE),
            "How fast a leader gives a partition to replicas that are not in sync, such as those that a move brings; -1 for no limit."),
    COMPRESSION_TYPE(
            "compression.type",
            "producer",
            ConfigType.oneOf("producer", "uncompressed", "lz4", "zstd"),
            "How records that arrive as JSON are compressed; batches are kept as they are sent."),
    MESSAGE_TIMESTAMP_TYPE(
            "message.timestamp.type",
            "CreateTime",
            ConfigType.oneOf("CreateTime", "LogAppendTime"),
            "Whether a record's timestamp is its producer's or the time of the append."),
    DELETE_RETENTION_MS(
            "delete.retention.ms",
            "86400000",
            ConfigType.millis(0),
            "How long a compacted topic keeps the tombstone of a key, in milliseconds."),
    MIN_COMPACTION_LAG_MS(
            "min.compaction.lag.ms",
            "0",
            ConfigType.millis(0),
            "How long a record is safe from compaction after its append, in milliseconds."),
    MIN_CLEANABLE_DIRTY_RATIO(
            "min.cleanable.dirty.ratio",
            "0.5",
            ConfigType.ratio(),
            "How much of a log must be new since the last compaction before it is compacted again."),
    CONTENT_TYPE(
            "content.type",
            "",
            ConfigType.mediaType(),
            "The media type of the values, such as application/json; empty if there is no one type."),
    READ(
            "read",
            "authenticated",
            ConfigType.oneOf("authenticated", "anonymous"),
            "Who may read: whoever has the right, or everybody without any credentials."),
    IDEMPOTENCY_KEY_RETENTION_MS(
            "idempotency.key.retention.ms",
            "86400000",
            ConfigType.millis(1000),
            "How long an Idempotency-Key is remembered, in milliseconds."),
    IDEMPOTENCY_KEYS_MAX(
            "idempotency.keys.max",
            "100000",
            ConfigType.count(0, 1_000_000),
            "How many idempotency keys a partition remembers; the oldest go first."),
    DELETE_DELAY_MS(
            "delete.delay.ms",
            "3600000",
            ConfigType.millis(0),
            "How long a deleted topic's files stay in the trash, in milliseconds.");

    private static final Map<String, ConfigKey> BY_NAME =
            Stream.of(values())
                    .collect(Collectors.toMap(ConfigKey::configName, Function.identity()));

    private final String configName;
    private final String defaultValue;
    private final ConfigType type;
    private final String doc;

    ConfigKey(String configName, String defaultValue, ConfigType type, String doc) {
        this.configName = configName;
        this.defaultValue = defaultValue;
        this.type = type;
        this.doc = doc;
    }

    public static Optional<ConfigKey> named(String configName) {
        return Optional.ofNullable(BY_NAME.get(configName));
    }

    public static List<ConfigKey> all() {
        return List.of(values());
    }

    /** The name in requests, for example {@code retention.ms}. */
    public String configName() {
        return configName;
    }

    public String defaultValue() {
        return defaultValue;
    }

    public ConfigType type() {
        return type;
    }

    /** One sentence for people. */
    public String doc() {
        return doc;
    }
}
