package io.millrace.coordinator;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.CoordinatorModule.CoordinatorProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CoordinatorPropertiesTest {

    @Test
    void hasDefaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new CoordinatorProperties(
                                "http://127.0.0.1:7070",
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(30),
                                3,
                                3,
                                10_000,
                                20_000,
                                100_000,
                                Duration.ofMillis(1800),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(5),
                                20,
                                10,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(2)));
    }

    @Test
    void readsEveryProperty() {
        assertThat(
                        bind(
                                Map.ofEntries(
                                        entry("millrace.coordinator.address", "http://c1:7070"),
                                        entry("millrace.coordinator.renew-interval", "5s"),
                                        entry("millrace.coordinator.request-timeout", "7s"),
                                        entry("millrace.coordinator.default-partitions", "4"),
                                        entry(
                                                "millrace.coordinator.default-replication-factor",
                                                "1"),
                                        entry("millrace.coordinator.topic-partitions-max", "6"),
                                        entry("millrace.coordinator.cluster-partitions-max", "8"),
                                        entry("millrace.coordinator.producer-names-max", "9"),
                                        entry("millrace.coordinator.broker-deadline", "4s"),
                                        entry("millrace.coordinator.recovery-wait", "10s"),
                                        entry(
                                                "millrace.coordinator.preferred-leader-interval",
                                                "1m"),
                                        entry("millrace.coordinator.preferred-leader-max", "11"),
                                        entry("millrace.coordinator.moves-per-broker-max", "12"),
                                        entry("millrace.coordinator.coordination-outage", "13s"),
                                        entry("millrace.coordinator.generation-outage", "14s"),
                                        entry("millrace.coordinator.claim-jitter-max", "3s"))))
                .isEqualTo(
                        new CoordinatorProperties(
                                "http://c1:7070",
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(7),
                                4,
                                1,
                                6,
                                8,
                                9,
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(10),
                                Duration.ofMinutes(1),
                                11,
                                12,
                                Duration.ofSeconds(13),
                                Duration.ofSeconds(14),
                                Duration.ofSeconds(3)));
    }

    private static CoordinatorProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("millrace.coordinator", CoordinatorProperties.class);
    }
}
