package io.millrace.coordinator.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.coordinator.state.Claims.Claim;
import io.millrace.protocol.metadata.MetadataPosition;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ClaimsTest {

    private static final UUID FIRST = new UUID(0, 1);
    private static final UUID SECOND = new UUID(0, 2);
    private static final UUID LOST = new UUID(0, 3);

    private final Claims claims =
            new Claims(List.of(new Claim(1, FIRST, 1), new Claim(2, SECOND, 6)), 0);

    @Test
    void eachVersionBelongsToOneClaim() {
        assertThat(covers(FIRST, 0)).isFalse();
        assertThat(covers(FIRST, 1)).isTrue();
        assertThat(covers(FIRST, 5)).isTrue();
        assertThat(covers(FIRST, 6)).isFalse();
        assertThat(covers(SECOND, 5)).isFalse();
        assertThat(covers(SECOND, 6)).isTrue();
    }

    @Test
    void theNewestClaimReachesToTheNewestVersion() {
        assertThat(covers(SECOND, 9)).isTrue();
        assertThat(covers(SECOND, 10)).isFalse();
    }

    @Test
    void anUnknownClaimIsAForkAlsoBelowTheNewestVersion() {
        assertThat(covers(LOST, 3)).isFalse();
    }

    @Test
    void whatWasReconciledIsPardoned() {
        // Given
        Claims settled = claims.reconciledBelow(20);

        // Then
        assertThat(settled.covers(new MetadataPosition(LOST, 19), 20)).isTrue();
        assertThat(settled.covers(new MetadataPosition(LOST, 20), 20)).isFalse();
        assertThat(settled.covers(new MetadataPosition(SECOND, 20), 20)).isTrue();
    }

    private boolean covers(UUID claim, long version) {
        return claims.covers(new MetadataPosition(claim, version), 9);
    }
}
