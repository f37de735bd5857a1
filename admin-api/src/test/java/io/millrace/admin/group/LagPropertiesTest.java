package io.millrace.admin.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LagPropertiesTest {
    private static final String PREFIX = "millrace.admin.lag-samples";

    @Test
    void hasDefaults() {
        assertThat(bind(Map.of())).isEqualTo(new LagProperties(Duration.ofMinutes(1), 500, 1_000));
    }

    @Test
    void readsEveryProperty() {
        assertThat(
                        bind(
                                Map.of(
                                        PREFIX + ".every",
                                        "5s",
                                        PREFIX + ".groups",
                                        "20",
                                        PREFIX + ".series",
                                        "30")))
                .isEqualTo(new LagProperties(Duration.ofSeconds(5), 20, 30));
    }

    @Test
    void refusesWhatIsNotPositive() {
        assertThatThrownBy(() -> new LagProperties(Duration.ZERO, 1, 1))
                .hasMessageContaining("every");
        assertThatThrownBy(() -> new LagProperties(Duration.ofMinutes(1), 0, 1))
                .hasMessageContaining("groups");
        assertThatThrownBy(() -> new LagProperties(Duration.ofMinutes(1), 1, 0))
                .hasMessageContaining("series");
    }

    private static LagProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(PREFIX, LagProperties.class);
    }
}
