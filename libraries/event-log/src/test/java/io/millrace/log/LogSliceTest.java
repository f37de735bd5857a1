package io.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.log.testing.Batches;
import io.millrace.protocol.batch.InvalidBatchException;
import io.millrace.protocol.batch.RecordBatch;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;

class LogSliceTest {
    private static final ByteBuffer BATCHES = batches();

    private static ByteBuffer batches() {
        ByteBuffer first = Batches.of(3, 100, 7);
        ByteBuffer second = Batches.of(2, 50, 9);
        RecordBatch.at(first, 0).assign(40, 1);
        RecordBatch.at(second, 0).assign(45, 1);
        // Not all of the buffer: before and behind lie bytes that are none of the slice's.
        ByteBuffer all = ByteBuffer.allocate(first.remaining() + second.remaining() + 20);
        all.position(10).put(first.duplicate()).put(second.duplicate());
        return all.flip().position(10);
    }

    @Test
    void holdsBatchesThatWereReadElsewhere() {
        // Given
        int size = BATCHES.remaining();

        // When: the last offset that is there is 46, and behind it is a hole
        LogSlice slice = LogSlice.of(BATCHES, 50);

        // Then
        assertThat(slice.firstOffset()).isEqualTo(40);
        assertThat(slice.nextOffset()).isEqualTo(50);
        assertThat(slice.sizeInBytes()).isEqualTo(size);
        assertThat(slice.isEmpty()).isFalse();
        assertThat(slice.read()).isEqualTo(BATCHES);
        assertThat(Batches.offsets(slice.read())).containsExactly(40L, 41L, 42L, 45L, 46L);
    }

    @Test
    void fillsBuffersOfAnySizeOneAfterTheOther() {
        // Given
        LogSlice slice = LogSlice.of(BATCHES, 47);
        ByteBuffer whole = ByteBuffer.allocate(slice.sizeInBytes());

        // When
        int filled = 0;
        while (filled < slice.sizeInBytes()) {
            ByteBuffer part = ByteBuffer.allocate(33);
            int put = slice.readInto(part, filled);
            whole.put(part.flip());
            filled += put;
        }

        // Then
        assertThat(whole.flip()).isEqualTo(BATCHES);
        assertThat(slice.readInto(ByteBuffer.allocate(1), filled)).isZero();
        assertThatThrownBy(() -> slice.readInto(ByteBuffer.allocate(1), slice.sizeInBytes() + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void sendsItselfFromAnyByteOn() {
        // Given
        LogSlice slice = LogSlice.of(BATCHES, 47);
        ByteArrayOutputStream sent = new ByteArrayOutputStream();

        // When
        int count = slice.transferTo(Channels.newChannel(sent), 5);

        // Then
        assertThat(count).isEqualTo(slice.sizeInBytes() - 5);
        assertThat(ByteBuffer.wrap(sent.toByteArray()))
                .isEqualTo(BATCHES.slice(BATCHES.position() + 5, count));
    }

    @Test
    void mayHoldNothingButSayWhereToGoOn() {
        // When
        LogSlice slice = LogSlice.of(ByteBuffer.allocate(0), 12);

        // Then
        assertThat(slice.isEmpty()).isTrue();
        assertThat(slice.firstOffset()).isEqualTo(12);
        assertThat(slice.nextOffset()).isEqualTo(12);
        assertThat(slice.read().hasRemaining()).isFalse();
    }

    @Test
    void refusesWhatBeginsWithNoBatch() {
        // Given
        ByteBuffer noise = ByteBuffer.wrap(new byte[200]);

        // Then
        assertThatThrownBy(() -> LogSlice.of(noise, 1)).isInstanceOf(InvalidBatchException.class);
    }
}
