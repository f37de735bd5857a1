package io.millrace.broker.http.tail.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.protocol.TopicName;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamsIdTest {
    @Test
    void readsOffsetsAndTimestamps() {
        // When
        var positions =
                EventStreamsId.parse(
                        "[{\"topic\":\"eqiad.change\",\"partition\":0,\"timestamp\":1532031066001},"
                                + "{\"topic\":\"codfw.change\",\"partition\":1,\"offset\":-1}]");

        // Then
        assertThat(positions)
                .containsExactly(
                        new EventStreamsPosition(
                                new TopicName("eqiad.change"),
                                0,
                                OptionalLong.empty(),
                                OptionalLong.of(1532031066001L)),
                        new EventStreamsPosition(
                                new TopicName("codfw.change"),
                                1,
                                OptionalLong.of(EventStreamsPosition.LATEST),
                                OptionalLong.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[]",
                "{}",
                "null",
                "[1]",
                "[{\"topic\":\"a\",\"partition\":0}]",
                "[{\"topic\":\"a\",\"offset\":0}]",
                "[{\"partition\":0,\"offset\":0}]",
                "[{\"topic\":\"a\",\"partition\":-1,\"offset\":0}]",
                "[{\"topic\":\"a\",\"partition\":0,\"offset\":-2}]",
                "[{\"topic\":\"a b\",\"partition\":0,\"offset\":1}]",
                "[{\"topic\":\"a\",\"partition\":0,\"offset\":1.5}]",
            })
    void refusesWhatIsNoId(String text) {
        assertThatThrownBy(() -> EventStreamsId.parse(text))
                .isInstanceOf(InvalidCursorException.class)
                .hasMessageMatching(".+");
    }
}
