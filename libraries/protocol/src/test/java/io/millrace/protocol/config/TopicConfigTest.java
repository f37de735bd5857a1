package io.millrace.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopicConfigTest {
    @Test
    void hasTheDocumentedDefaults() {
        // When
        TopicConfig config = TopicConfig.DEFAULTS;

        // Then
        assertThat(config.overrides()).isEmpty();
        assertThat(config.isDeleted()).isTrue();
        assertThat(config.isCompacted()).isFalse();
        assertThat(config.retentionMs()).isEqualTo(604_800_000);
        assertThat(config.retentionBytes()).isEqualTo(-1);
        assertThat(config.retentionGuardMs()).isZero();
        assertThat(config.segmentBytes()).isEqualTo(268_435_456);
        assertThat(config.segmentMs()).isEqualTo(604_800_000);
        assertThat(config.maxMessageBytes()).isEqualTo(1_048_588);
        assertThat(config.minInsyncReplicas(1)).isEqualTo(1);
        assertThat(config.minInsyncReplicas(3)).isEqualTo(2);
        assertThat(TopicConfig.of(Map.of("min.insync.replicas", "2")).minInsyncReplicas(1))
                .isEqualTo(2);
        assertThat(config.compressionType()).isEqualTo("producer");
        assertThat(config.isLogAppendTime()).isFalse();
        assertThat(config.deleteRetentionMs()).isEqualTo(86_400_000);
        assertThat(config.minCompactionLagMs()).isZero();
        assertThat(config.minCleanableDirtyRatio()).isEqualTo(0.5);
        assertThat(config.contentType()).isEmpty();
        assertThat(config.isReadAnonymously()).isFalse();
        assertThat(config.idempotencyKeyRetentionMs()).isEqualTo(86_400_000);
        assertThat(config.idempotencyKeysMax()).isEqualTo(100_000);
        assertThat(config.deleteDelayMs()).isEqualTo(3_600_000);
    }

    @Test
    void readsWhatWasSet() {
        // When
        TopicConfig config =
                TopicConfig.of(
                        Map.of(
                                "cleanup.policy", "compact, delete",
                                "retention.ms", "-1",
                                "retention.guard.ms", "3600000",
                                "read", "anonymous",
                                "content.type", "application/json; charset=utf-8"));

        // Then
        assertThat(config.isDeleted()).isTrue();
        assertThat(config.isCompacted()).isTrue();
        assertThat(config.retentionMs()).isEqualTo(-1);
        assertThat(config.retentionGuardMs()).isEqualTo(3_600_000);
        assertThat(config.isReadAnonymously()).isTrue();
        assertThat(config.contentType()).isEqualTo("application/json; charset=utf-8");
        assertThat(config.text(ConfigKey.SEGMENT_BYTES)).isEqualTo("268435456");
        assertThat(config).isEqualTo(TopicConfig.of(config.overrides()));
    }

    @Test
    void namesEverySettingThatIsWrong() {
        // Given
        Map<String, String> wrong =
                Map.of("retention.ms", "soon", "segment.byte", "5", "segment.bytes", "5");

        // When // Then
        assertThatThrownBy(() -> TopicConfig.of(wrong))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(ErrorCode.INVALID_CONFIG);
                            assertThat((List<?>) e.problem().members().get("errors")).hasSize(3);
                            assertThat(e.problem().detail()).startsWith("retention.ms must be");
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "cleanup.policy, keep",
        "cleanup.policy, ''",
        "retention.ms, -2",
        "retention.ms, 1.5",
        "retention.guard.ms, -1",
        "segment.bytes, 99999999999",
        "compression.type, gzip",
        "min.cleanable.dirty.ratio, 1.1",
        "min.cleanable.dirty.ratio, NaN",
        "content.type, json",
        "read, everybody",
        "min.insync.replicas, 0"
    })
    void refusesValuesOutOfRange(String name, String value) {
        assertThatThrownBy(() -> TopicConfig.of(Map.of(name, value)))
                .isInstanceOf(MillraceException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("must be");
    }

    @ParameterizedTest
    @EnumSource
    void documentsEverySetting(ConfigKey key) {
        assertThat(key.doc()).matches("[A-Z].{20,}\\.");
        assertThat(key.type().range()).isNotBlank();
        assertThat(key.type().parse(key.defaultValue())).isNotNull();
        assertThat(ConfigKey.named(key.configName())).contains(key);
    }
}
