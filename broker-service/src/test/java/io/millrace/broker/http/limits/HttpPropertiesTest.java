package io.millrace.broker.http.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

class HttpPropertiesTest {
    @Test
    void hasTheDocumentedDefaults() {
        assertThat(bind(Map.of()))
                .isEqualTo(
                        new HttpProperties(
                                DataSize.ofMegabytes(10),
                                25,
                                15,
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(5),
                                2_000,
                                Duration.ofSeconds(75),
                                1_500,
                                List.of()));
    }

    @Test
    void takesEachPropertyByItsName() {
        assertThat(
                        bind(
                                Map.of(
                                        "millrace.broker.http.body-max", "1MB",
                                        "millrace.broker.http.body-heap-percent", "1",
                                        "millrace.broker.http.fetch-heap-percent", "2",
                                        "millrace.broker.http.body-idle-timeout", "3s",
                                        "millrace.broker.http.stream-idle-timeout", "4s",
                                        "millrace.broker.http.connections-max", "5",
                                        "millrace.broker.http.connection-idle-timeout", "7s",
                                        "millrace.broker.http.requests-per-principal-max", "6",
                                        "millrace.broker.http.cors-allowed-origins", "https://a")))
                .isEqualTo(
                        new HttpProperties(
                                DataSize.ofMegabytes(1),
                                1,
                                2,
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                5,
                                Duration.ofSeconds(7),
                                6,
                                List.of("https://a")));
    }

    private static HttpProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("millrace.broker.http", HttpProperties.class);
    }
}
