package io.millrace.protocol.config;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The settings of one topic: what was set, and for all else the defaults. Immutable. */
public final class TopicConfig {
    public static final TopicConfig DEFAULTS = of(Map.of());

    private final Map<String, String> overrides;
    private final Map<ConfigKey, Object> values;

    private TopicConfig(Map<String, String> overrides, Map<ConfigKey, Object> values) {
        this.overrides = overrides;
        this.values = values;
    }

    /**
     * Checks and reads settings.
     *
     * @throws io.millrace.protocol.MillraceException with {@link ErrorCode#INVALID_CONFIG} and, in
     *     the member {@code errors}, one {@code {name, detail}} for each setting that is wrong
     */
    public static TopicConfig of(Map<String, String> overrides) {
        Map<String, String> sorted = new TreeMap<>(overrides);
        Map<ConfigKey, Object> values = new EnumMap<>(ConfigKey.class);
        for (ConfigKey key : ConfigKey.all()) {
            values.put(key, key.type().parse(key.defaultValue()));
        }
        List<Map<String, String>> errors = new ArrayList<>();
        sorted.forEach(
                (name, text) ->
                        ConfigKey.named(name)
                                .ifPresentOrElse(
                                        key -> read(key, text, values, errors),
                                        () -> errors.add(error(name, "is no topic setting"))));
        if (!errors.isEmpty()) {
            Map<String, String> first = errors.getFirst();
            throw Problem.of(
                            ErrorCode.INVALID_CONFIG, first.get("name") + " " + first.get("detail"))
                    .with("errors", List.copyOf(errors))
                    .asException();
        }
        return new TopicConfig(Collections.unmodifiableMap(sorted), values);
    }

    /** What was set, by name; the defaults are not among it. */
    public Map<String, String> overrides() {
        return overrides;
    }

    /** The text of a setting, set or default. */
    public String text(ConfigKey key) {
        return overrides.getOrDefault(key.configName(), key.defaultValue());
    }

    public boolean isDeleted() {
        return policies().contains("delete");
    }

    public boolean isCompacted() {
        return policies().contains("compact");
    }

    /** Milliseconds; -1 for ever. */
    public long retentionMs() {
        return whole(ConfigKey.RETENTION_MS);
    }

    /** Bytes of one partition; -1 for no limit. */
    public long retentionBytes() {
        return whole(ConfigKey.RETENTION_BYTES);
    }

    /** How much longer, in milliseconds, what a group has not read is kept; 0 for no longer. */
    public long retentionGuardMs() {
        return whole(ConfigKey.RETENTION_GUARD_MS);
    }

    public int segmentBytes() {
        return Math.toIntExact(whole(ConfigKey.SEGMENT_BYTES));
    }

    public long segmentMs() {
        return whole(ConfigKey.SEGMENT_MS);
    }

    /** The largest batch, in bytes, as it is sent. */
    public int maxMessageBytes() {
        return Math.toIntExact(whole(ConfigKey.MAX_MESSAGE_BYTES));
    }

    /** Unless it was set, no more than there are replicas. */
    public int minInsyncReplicas(int replicationFactor) {
        int value = Math.toIntExact(whole(ConfigKey.MIN_INSYNC_REPLICAS));
        return overrides.containsKey(ConfigKey.MIN_INSYNC_REPLICAS.configName())
                ? value
                : Math.min(value, replicationFactor);
    }

    /** For all replicas of a partition that are not in sync, together; -1 for no limit. */
    public long copyBytesPerSecond() {
        return whole(ConfigKey.COPY_BYTES_PER_SECOND);
    }

    /** producer, uncompressed, lz4 or zstd. */
    public String compressionType() {
        return text(ConfigKey.COMPRESSION_TYPE).strip();
    }

    public boolean isLogAppendTime() {
        return text(ConfigKey.MESSAGE_TIMESTAMP_TYPE).strip().equals("LogAppendTime");
    }

    public long deleteRetentionMs() {
        return whole(ConfigKey.DELETE_RETENTION_MS);
    }

    public long minCompactionLagMs() {
        return whole(ConfigKey.MIN_COMPACTION_LAG_MS);
    }

    public double minCleanableDirtyRatio() {
        return (Double) value(ConfigKey.MIN_CLEANABLE_DIRTY_RATIO);
    }

    /** The media type of the values; empty if none is declared. */
    public String contentType() {
        return text(ConfigKey.CONTENT_TYPE).strip();
    }

    /** Whether everybody may read without credentials. */
    public boolean isReadAnonymously() {
        return text(ConfigKey.READ).strip().equals("anonymous");
    }

    public long idempotencyKeyRetentionMs() {
        return whole(ConfigKey.IDEMPOTENCY_KEY_RETENTION_MS);
    }

    public int idempotencyKeysMax() {
        return Math.toIntExact(whole(ConfigKey.IDEMPOTENCY_KEYS_MAX));
    }

    public long deleteDelayMs() {
        return whole(ConfigKey.DELETE_DELAY_MS);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TopicConfig that && overrides.equals(that.overrides);
    }

    @Override
    public int hashCode() {
        return overrides.hashCode();
    }

    @Override
    public String toString() {
        return "TopicConfig" + overrides;
    }

    private Set<?> policies() {
        return (Set<?>) value(ConfigKey.CLEANUP_POLICY);
    }

    private long whole(ConfigKey key) {
        return (Long) value(key);
    }

    private Object value(ConfigKey key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalStateException("Every setting has a value, but not " + key);
        }
        return value;
    }

    private static void read(
            ConfigKey key,
            String text,
            Map<ConfigKey, Object> values,
            List<Map<String, String>> errors) {
        try {
            values.put(key, key.type().parse(text));
        } catch (IllegalArgumentException e) {
            errors.add(error(key.configName(), String.valueOf(e.getMessage())));
        }
    }

    private static Map<String, String> error(String name, String detail) {
        return Map.of("name", name, "detail", detail);
    }
}
