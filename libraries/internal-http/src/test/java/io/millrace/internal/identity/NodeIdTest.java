package io.millrace.internal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.protocol.BrokerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"broker-0", "broker-17", "coordinator-a", "admin-api-7f.x"})
    void readsWhatItWrote(String text) {
        // When
        NodeId id = NodeId.parse(text).orElseThrow();

        // Then
        assertThat(id).hasToString(text);
        assertThat(id.uri()).hasToString("millrace:" + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "broker",
                "broker-",
                "broker-x",
                "broker-01",
                "broker--1",
                "broker-9999999999",
                "coordinator-",
                "coordinator-A",
                "coordinator-a-",
                "client-1",
                "admin-a b"
            })
    void readsNothingElse(String text) {
        assertThat(NodeId.parse(text)).isEmpty();
    }

    @Test
    void aBrokerIsItsNumber() {
        // When
        NodeId id = NodeId.broker(new BrokerId(2));

        // Then
        assertThat(id).isEqualTo(NodeId.parse("broker-2").orElseThrow());
        assertThat(id.brokerId()).contains(new BrokerId(2));
        assertThat(new NodeId(NodeKind.ADMIN, "2").brokerId()).isEmpty();
        assertThatThrownBy(() -> new NodeId(NodeKind.BROKER, "two"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
