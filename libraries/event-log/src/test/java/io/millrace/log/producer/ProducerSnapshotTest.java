package io.millrace.log.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.protocol.batch.Digest128;
import io.millrace.protocol.batch.RequestMark;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ProducerSnapshotTest {
    private final ProducerStates states = new ProducerStates(ProducerLimits.DEFAULTS);

    ProducerSnapshotTest() {
        var history = new History();
        var key = RequestMark.key(new Digest128(5, 6), new Digest128(7, 8), 1);
        history.append(History.raw(9, 2, 0, 3), 1_000);
        history.append(
                History.control(RequestMark.lines(new Digest128(1, 2), 3, 4, new int[] {0, 2})),
                2_000);
        history.append(History.data(2), 2_000);
        history.append(History.control(key), 3_000);
        history.append(History.data(1), 3_000);
        history.append(History.control(key), 4_000); // its data batch never came
        history.replay(states);
    }

    @Test
    void givesTheSameStateBack() {
        // Given
        ByteBuffer snapshot = states.snapshot();
        var restored = new ProducerStates(ProducerLimits.DEFAULTS);

        // When
        restored.restore(snapshot);

        // Then
        assertThat(restored.nextOffset()).isEqualTo(9);
        assertThat(restored.snapshot()).isEqualTo(snapshot);
    }

    @Test
    void hasTheBytesOfTheReadme() {
        // When
        ByteBuffer snapshot = states.snapshot();

        // Then
        String hex = HexFormat.of().formatHex(snapshot.array());
        String pendingMark = hex.substring(72, 72 + 2 * snapshot.getInt(32));
        assertThat(hex.replace(pendingMark, "<mark>"))
                .isEqualTo(
                        "4d52505300010000"
                                + hex.substring(16, 32) // length, CRC
                                + "0000000000000009" // next offset
                                + "0000000000000fa0" // latest append time
                                + hex.substring(64, 72)
                                + "<mark>"
                                + "00000001" // Kafka producers
                                + "00000000000000090002ffffffffffffffff01"
                                + "0000000000000002"
                                + "00000000000000000000000000000002"
                                + "00000000000003e8"
                                + "00000001" // HTTP producers
                                + "00000000000000010000000000000002"
                                + "0000000300000001"
                                + "0000000000000003"
                                + "0000000000000004"
                                + "00000002"
                                + "00000000000007d0"
                                + "0000000000000004"
                                + "000000020000000000000002"
                                + "00000001" // keys
                                + "00000000000000050000000000000006"
                                + "00000000000000070000000000000008"
                                + "0000000000000006"
                                + "0000000000000007"
                                + "00000001"
                                + "0000000000000bb8"
                                + "000000000000000000000000");
    }

    @Test
    void refusesEverySingleFlippedByteAndIsEmptyThen() {
        // Given
        byte[] intact = states.snapshot().array();

        for (int i = 0; i < intact.length; i++) {
            byte[] damaged = intact.clone();
            damaged[i] ^= 0x40;
            var restored = new ProducerStates(ProducerLimits.DEFAULTS);

            // When // Then
            assertThatThrownBy(() -> restored.restore(ByteBuffer.wrap(damaged)))
                    .as("byte %d", i)
                    .isInstanceOf(InvalidSnapshotException.class);
            assertThat(restored.size()).isZero();
            assertThat(restored.nextOffset()).isZero();
        }
    }

    @Test
    void refusesEveryShorterSnapshot() {
        // Given
        byte[] intact = states.snapshot().array();

        for (int length = 0; length < intact.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(intact, 0, length);

            // When // Then
            assertThatThrownBy(() -> states.restore(cut))
                    .as("length %d", length)
                    .isInstanceOf(InvalidSnapshotException.class);
        }
    }
}
