package io.millrace.broker.http.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class TailPropertiesTest {
    @Test
    void hasTheDefaultsThatTheDocumentationStates() {
        // When
        TailProperties defaults = bound(Map.of());

        // Then
        assertThat(defaults)
                .isEqualTo(
                        new TailProperties(
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(5),
                                DataSize.ofBytes(0)));
        assertThat(defaults.pageBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 32);
    }

    @Test
    void readsEveryProperty() {
        // Given
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("position-every", "6s");
        properties.put("cursor-every", "7s");
        properties.put("leader-wait", "9s");
        properties.put("pages", "12MB");

        // Then
        assertThat(bound(properties))
                .isEqualTo(
                        new TailProperties(
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(7),
                                Duration.ofSeconds(9),
                                DataSize.ofMegabytes(12)));
    }

    private static TailProperties bound(Map<String, String> properties) {
        Map<String, String> prefixed = new LinkedHashMap<>();
        properties.forEach((name, value) -> prefixed.put("millrace.broker.tail." + name, value));
        return new Binder(new MapConfigurationPropertySource(prefixed))
                .bindOrCreate("millrace.broker.tail", TailProperties.class);
    }
}
