package io.millrace.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"orders", "a", "Orders.v1_eu-2", "__offsets", "..."})
    void takesTheNamesThatKafkaTakes(String name) {
        assertThat(new TopicName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "größe", "a\n"})
    void refusesOtherNames(String name) {
        assertThat(TopicName.isValid(name)).isFalse();
        assertThatThrownBy(() -> new TopicName(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsTheLengthOfAName() {
        assertThat(TopicName.isValid("x".repeat(249))).isTrue();
        assertThat(TopicName.isValid("x".repeat(250))).isFalse();
    }

    @Test
    void readsThePartitionThatItWrote() {
        // Given
        PartitionId id = new PartitionId(new TopicId(new UUID(1, 2)), 17);

        // When
        String text = id.toString();

        // Then
        assertThat(text).isEqualTo("00000000-0000-0001-0000-000000000002-17");
        assertThat(PartitionId.parse(text)).contains(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "trash",
                "00000000-0000-0001-0000-000000000002",
                "00000000-0000-0001-0000-000000000002-",
                "00000000-0000-0001-0000-000000000002--1",
                "00000000-0000-0001-0000-000000000002-01",
                "00000000-0000-0001-0000-000000000002-x"
            })
    void readsNoOtherTextAsAPartition(String text) {
        assertThat(PartitionId.parse(text)).isEmpty();
    }

    @Test
    void tagsTopicsInSixCharacters() {
        // Given
        TopicId one = new TopicId(UUID.fromString("6f1c2b3a-0000-4000-8000-000000000001"));
        TopicId other = new TopicId(UUID.fromString("6f1c2b3a-0000-4000-8000-000000000002"));

        // When // Then
        assertThat(one.tag()).matches("[0-9A-Za-z]{6}").isEqualTo(one.tag());
        assertThat(one.tag()).isNotEqualTo(other.tag());
    }
}
