package io.millrace.broker.http.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class StreamPropertiesTest {
    @Test
    void hasTheDefaultsThatTheDocumentationStates() {
        // When
        StreamProperties defaults = bound(Map.of());

        // Then
        assertThat(defaults)
                .isEqualTo(
                        new StreamProperties(
                                1900,
                                1200,
                                Duration.ofMinutes(15),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(10),
                                DataSize.ofBytes(0)));
        assertThat(defaults.bufferBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 4);
    }

    @Test
    void readsEveryProperty() {
        // Given
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("max", "1");
        properties.put("per-principal", "2");
        properties.put("lifetime", "3s");
        properties.put("silence", "4s");
        properties.put("stall", "5s");
        properties.put("reauthenticate-every", "8s");
        properties.put("drain", "10s");
        properties.put("buffers", "11MB");

        // Then
        assertThat(bound(properties))
                .isEqualTo(
                        new StreamProperties(
                                1,
                                2,
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(10),
                                DataSize.ofMegabytes(11)));
    }

    private static StreamProperties bound(Map<String, String> properties) {
        Map<String, String> prefixed = new LinkedHashMap<>();
        properties.forEach((name, value) -> prefixed.put("millrace.broker.streams." + name, value));
        return new Binder(new MapConfigurationPropertySource(prefixed))
                .bindOrCreate("millrace.broker.streams", StreamProperties.class);
    }
}
