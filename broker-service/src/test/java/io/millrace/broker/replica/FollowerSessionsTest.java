package io.millrace.broker.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.replica.ReplicaFetch;
import io.millrace.protocol.replica.ReplicaUpdate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowerSessionsTest {
    private final FollowerSessions sessions = new FollowerSessions(_ -> Optional.empty(), () -> 0);

    /** An empty answer would have the followers ask again at once, for as long as it stops. */
    @Test
    void aBrokerThatStopsSendsFollowersAway() {
        // Given
        ReplicaUpdate first = new ReplicaUpdate(new BrokerId(2), 7, 1, 0, List.of(), List.of());
        ReplicaFetch fetch = new ReplicaFetch(first, 1 << 20, Duration.ZERO);
        assertThat(sessions.fetch(fetch).sessionLost()).isFalse();

        // When
        sessions.end();

        // Then
        assertThatThrownBy(() -> sessions.fetch(fetch))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ErrorCode.BROKER_DRAINING));
        assertThatThrownBy(() -> sessions.update(first)).isInstanceOf(MillraceException.class);
    }
}
