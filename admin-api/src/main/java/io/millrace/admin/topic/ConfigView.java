package io.millrace.admin.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.millrace.protocol.config.ConfigKey;
import io.millrace.protocol.config.ConfigType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * A config as the API tells it.
 *
 * @param value of one topic; absent in the list of all keys
 * @param source whether the value is the default or the topic's own
 */
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConfigView(
        String name,
        String type,
        String defaultValue,
        String documentation,
        @Nullable String unit,
        @Nullable Number minimum,
        @Nullable Number maximum,
        @Nullable List<String> allowedValues,
        @Nullable String value,
        @Nullable String source) {

    static ConfigView of(ConfigKey key) {
        return switch (key.type()) {
            case ConfigType.Whole(long min, long max, String unit) ->
                    of(
                            key,
                            max > Integer.MAX_VALUE ? "long" : "int",
                            unit.equals("milliseconds") ? "ms" : unit.isEmpty() ? "count" : unit,
                            min,
                            max == Long.MAX_VALUE ? null : max,
                            null);
            case ConfigType.Ratio() -> of(key, "double", null, 0, 1, null);
            case ConfigType.Choice(var choices) -> of(key, "enum", null, null, null, choices);
            case ConfigType.Choices(var choices) -> of(key, "list", null, null, null, choices);
            case ConfigType.MediaType() -> of(key, "string", null, null, null, null);
        };
    }

    ConfigView valued(Map<String, String> overrides) {
        String own = overrides.get(name);
        return new ConfigView(
                name,
                type,
                defaultValue,
                documentation,
                unit,
                minimum,
                maximum,
                allowedValues,
                own == null ? defaultValue : own,
                own == null ? "default" : "topic");
    }

    private static ConfigView of(
            ConfigKey key,
            String type,
            @Nullable String unit,
            @Nullable Number minimum,
            @Nullable Number maximum,
            @Nullable List<String> allowed) {
        return new ConfigView(
                key.configName(),
                type,
                key.defaultValue(),
                key.doc(),
                unit,
                minimum,
                maximum,
                allowed,
                null,
                null);
    }
}
