package io.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.BrokerModule.BrokerProperties;
import io.millrace.broker.control.Advertised;
import io.millrace.broker.runtime.BrokerConfig;
import io.millrace.broker.runtime.OnDiskFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BrokerPropertiesTest {
    private static final Advertised HERE =
            new Advertised("http://b7:8080", Optional.empty(), Optional.empty());

    private static BrokerProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("millrace.broker", BrokerProperties.class);
    }

    @Test
    void hasTheDefaultsThatAreDocumented() {
        // When
        BrokerConfig config = bind(Map.of()).runtime(HERE);

        // Then
        assertThat(config.broker().value()).isZero();
        assertThat(bind(Map.of()).httpUrl()).isEqualTo("http://127.0.0.1:8080");
        assertThat(config.logs()).isEqualTo(Path.of("data/logs"));
        assertThat(config.startTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofMillis(300));
        assertThat(config.chores())
                .isEqualTo(
                        new BrokerConfig.Chores(
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(15),
                                Duration.ofMinutes(10),
                                Duration.ofMinutes(1)));
        var host = config.host();
        long heap = Runtime.getRuntime().maxMemory();
        assertThat(host.loops()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(host.flusherThreads()).isEqualTo(8);
        assertThat(host.openThreads()).isEqualTo(4);
        assertThat(host.processQueue().bytesMax()).isEqualTo(heap / 8);
        assertThat(host.processQueue().requestsMax()).isEqualTo(20_000);
        assertThat(host.partitionQueue().bytesMax()).isEqualTo(heap / 8 / 2);
        assertThat(host.partitionQueue().requestsMax()).isEqualTo(5_000);
        assertThat(host.overtakerWait()).isEqualTo(Duration.ofMillis(200));
        assertThat(host.directory().reserveBytes()).isEmpty();
        assertThat(host.directory().openFilesMax()).isEqualTo(1024);
        assertThat(bind(Map.of()).onDiskFailure()).isEqualTo(OnDiskFailure.HALT);
    }

    @Test
    void readsEveryPropertyByItsName() {
        // When
        BrokerProperties properties =
                bind(
                        Map.ofEntries(
                                Map.entry("millrace.broker.id", "7"),
                                Map.entry("millrace.broker.http-url", "http://b7:8080"),
                                Map.entry("millrace.broker.logs", "/logs"),
                                Map.entry("millrace.broker.loops", "3"),
                                Map.entry("millrace.broker.flusher-threads", "16"),
                                Map.entry("millrace.broker.open-threads", "2"),
                                Map.entry("millrace.broker.open-files-max", "99"),
                                Map.entry("millrace.broker.queue-bytes", "8MB"),
                                Map.entry("millrace.broker.queue-requests", "10"),
                                Map.entry("millrace.broker.partition-queue-bytes", "1MB"),
                                Map.entry("millrace.broker.partition-queue-requests", "5"),
                                Map.entry("millrace.broker.overtaker-wait", "9ms"),
                                Map.entry("millrace.broker.disk-reserve", "2GB"),
                                Map.entry("millrace.broker.on-disk-failure", "refuse"),
                                Map.entry("millrace.broker.start-timeout", "5s"),
                                Map.entry("millrace.broker.heartbeat-interval", "1s"),
                                Map.entry("millrace.broker.checkpoint-interval", "2s"),
                                Map.entry("millrace.broker.retention-interval", "3s"),
                                Map.entry("millrace.broker.compaction-interval", "4s"),
                                Map.entry("millrace.broker.producer-expiry-interval", "5s"),
                                Map.entry("millrace.broker.trash-interval", "6s")));

        // Then
        BrokerConfig config = properties.runtime(HERE);
        assertThat(config.broker().value()).isEqualTo(7);
        assertThat(properties.httpUrl()).isEqualTo("http://b7:8080");
        assertThat(config.logs()).isEqualTo(Path.of("/logs"));
        assertThat(config.host().loops()).isEqualTo(3);
        assertThat(config.host().flusherThreads()).isEqualTo(16);
        assertThat(config.host().openThreads()).isEqualTo(2);
        assertThat(config.host().overtakerWait()).isEqualTo(Duration.ofMillis(9));
        assertThat(config.host().directory().openFilesMax()).isEqualTo(99);
        assertThat(config.host().directory().reserveBytes()).hasValue(2L << 30);
        assertThat(config.host().processQueue().bytesMax()).isEqualTo(8 << 20);
        assertThat(config.host().processQueue().requestsMax()).isEqualTo(10);
        assertThat(config.host().partitionQueue().bytesMax()).isEqualTo(1 << 20);
        assertThat(config.host().partitionQueue().requestsMax()).isEqualTo(5);
        assertThat(properties.onDiskFailure()).isEqualTo(OnDiskFailure.REFUSE);
        assertThat(config.startTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.chores())
                .isEqualTo(
                        new BrokerConfig.Chores(
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(4),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(6)));
    }
}
