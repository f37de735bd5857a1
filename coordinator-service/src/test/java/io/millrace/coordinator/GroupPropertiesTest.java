package io.millrace.coordinator;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.CoordinatorModule.GroupProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class GroupPropertiesTest {

    @Test
    void hasDefaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new GroupProperties(
                                Duration.ofSeconds(45),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(15),
                                Duration.ofMillis(250),
                                8));
    }

    @Test
    void readsEveryProperty() {
        assertThat(
                        bind(
                                Map.ofEntries(
                                        entry("millrace.coordinator.groups.session-timeout", "1s"),
                                        entry(
                                                "millrace.coordinator.groups.static-session-timeout",
                                                "2s"),
                                        entry(
                                                "millrace.coordinator.groups.heartbeat-interval",
                                                "3s"),
                                        entry("millrace.coordinator.groups.settle-interval", "4s"),
                                        entry("millrace.coordinator.groups.silence-max", "5s"),
                                        entry("millrace.coordinator.groups.look-interval", "6s"),
                                        entry("millrace.coordinator.groups.connections-max", "7"))))
                .isEqualTo(
                        new GroupProperties(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6),
                                7));
    }

    private static GroupProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("millrace.coordinator.groups", GroupProperties.class);
    }
}
