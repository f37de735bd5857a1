package io.millrace.coordinator;

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
                                100_000));
    }

    @Test
    void readsEveryProperty() {
        assertThat(
                        bind(
                                Map.of(
                                        "millrace.coordinator.address", "http://c1:7070",
                                        "millrace.coordinator.renew-interval", "5s",
                                        "millrace.coordinator.request-timeout", "7s",
                                        "millrace.coordinator.default-partitions", "4",
                                        "millrace.coordinator.default-replication-factor", "1",
                                        "millrace.coordinator.topic-partitions-max", "6",
                                        "millrace.coordinator.cluster-partitions-max", "8",
                                        "millrace.coordinator.producer-names-max", "9")))
                .isEqualTo(
                        new CoordinatorProperties(
                                "http://c1:7070",
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(7),
                                4,
                                1,
                                6,
                                8,
                                9));
    }

    private static CoordinatorProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("millrace.coordinator", CoordinatorProperties.class);
    }
}
