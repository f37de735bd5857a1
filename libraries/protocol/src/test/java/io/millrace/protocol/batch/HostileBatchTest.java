package io.millrace.protocol.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.protocol.batch.InvalidBatchException.Reason;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Damaged or ill-meant bytes end in one kind of exception, soon, and take no more than allowed. */
class HostileBatchTest {
    private static final int ROOM = 1 << 20;
    private static final KafkaOracle.Fields PLAIN =
            new KafkaOracle.Fields(40, 3, 9, (short) 1, 17, false, false, -1);

    @ParameterizedTest
    @EnumSource
    void detectsEveryFlippedBit(Compression compression) {
        // Given
        byte[] good = good(compression);

        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));

            // When
            boolean accepted = isAccepted(bad);

            // Then: base offset and epoch are not covered by the checksum, all else is.
            boolean covered = bit / 8 >= 16 || (bit / 8 >= 8 && bit / 8 < 12);
            assertThat(accepted && covered).as("bit %d was flipped", bit).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void detectsEveryTruncation(Compression compression) {
        // Given
        byte[] good = good(compression);

        for (int length = 0; length < good.length; length++) {
            byte[] bad = Arrays.copyOf(good, length);

            // When // Then
            assertThatThrownBy(() -> RecordBatch.at(ByteBuffer.wrap(bad), 0))
                    .as("%d bytes", length)
                    .isInstanceOfSatisfying(
                            InvalidBatchException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.TRUNCATED));
        }
    }

    /** Whoever damages a batch on purpose also computes the checksum anew. */
    @ParameterizedTest
    @EnumSource
    void survivesAnyChangeBehindARightChecksum(Compression compression) {
        // Given
        long seed = 20261123;
        Random random = new Random(seed);
        byte[] good = good(compression);

        for (int round = 0; round < 5_000; round++) {
            byte[] bad = good.clone();
            int changes = 1 + random.nextInt(3);
            for (int i = 0; i < changes; i++) {
                bad[21 + random.nextInt(bad.length - 21)] = (byte) random.nextInt();
            }
            stampCrc(bad);

            // When // Then
            try {
                isAccepted(bad);
            } catch (RuntimeException | Error e) {
                fail("Seed " + seed + ", round " + round, e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void survivesTruncationBehindARightLengthAndChecksum(Compression compression) {
        // Given
        byte[] good = good(compression);

        for (int length = 61; length < good.length; length++) {
            byte[] bad = Arrays.copyOf(good, length);
            ByteBuffer.wrap(bad).putInt(8, length - 12);
            stampCrc(bad);

            // When
            boolean accepted = isAccepted(bad);

            // Then
            assertThat(accepted).as("%d bytes", length).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatDecompressesToMoreThanAllowed(Compression compression) {
        // Given
        Sample zeros = new Sample(1, "k", "\0".repeat(3 << 20), List.of());
        ByteBuffer bytes = KafkaOracle.write(compression, PLAIN, List.of(zeros));
        RecordBatch batch = RecordBatch.at(bytes, bytes.position());

        if (compression == Compression.NONE) {
            return; // Nothing is decompressed: what was received is what is there.
        }

        // When // Then
        assertThatThrownBy(() -> batch.records(1 << 20))
                .isInstanceOfSatisfying(
                        InvalidBatchException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
        assertThat(batch.records((3 << 20) + 100).next()).isTrue();
    }

    @Test
    void takesNoMemoryForSizesThatAreOnlyClaimed() {
        // Given: a chunk of snappy, a frame of zstd and of lz4 that claim to be huge
        byte[] snappy = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07, 0, 1, 2};
        byte[] zstd = {
            0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, (byte) 0xa0, 0, 0, 0, 0x7f, 1, 0, 0, 0
        };

        for (byte[] claim : List.of(snappy, zstd)) {
            Compression compression = claim == snappy ? Compression.SNAPPY : Compression.ZSTD;

            long before = allocated();

            // When // Then
            assertThatThrownBy(
                            () ->
                                    Decompressor.decompress(
                                            compression, ByteBuffer.wrap(claim), 1 << 20))
                    .isInstanceOf(InvalidBatchException.class);
            assertThat(allocated() - before).isLessThan(4 << 20);
        }
    }

    @Test
    void refusesACountOfRecordsThatTheBytesDoNotHold() {
        // Given
        byte[] bytes = good(Compression.NONE);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.putInt(57, Integer.MAX_VALUE).putInt(23, Integer.MAX_VALUE - 1);
        stampCrc(bytes);

        // When
        RecordBatch batch = RecordBatch.at(header, 0);

        // Then
        assertThatThrownBy(() -> batch.verifyRecords(ROOM))
                .isInstanceOf(InvalidBatchException.class);
    }

    @Test
    void refusesALengthThatNoBatchCanHave() {
        // Given
        ByteBuffer buffer = ByteBuffer.allocate(100).put(16, (byte) 2);

        for (int length : new int[] {-1, 0, 48, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            buffer.putInt(8, length);

            // When // Then
            assertThatThrownBy(() -> RecordBatch.sizeAt(buffer, 0))
                    .isInstanceOf(InvalidBatchException.class);
            assertThatThrownBy(() -> RecordBatch.at(buffer, 0))
                    .isInstanceOf(InvalidBatchException.class);
        }
        assertThat(RecordBatch.sizeAt(buffer, 89)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void readsDirectBuffersToo(Compression compression) {
        // Given
        byte[] good = good(compression);
        ByteBuffer direct = ByteBuffer.allocateDirect(good.length + 7).put(7, good);

        // When
        RecordBatch batch = RecordBatch.at(direct, 7);

        // Then
        batch.verify();
        assertThat(Sample.all(batch, ROOM)).isEqualTo(Sample.fixed());
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    private static byte[] good(Compression compression) {
        ByteBuffer bytes = KafkaOracle.write(compression, PLAIN, Sample.fixed());
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return array;
    }

    private static void stampCrc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 21, bytes.length - 21);
        ByteBuffer.wrap(bytes).putInt(17, (int) crc.getValue());
    }

    /** Whether a whole reading passes; any other exception than ours goes up. */
    private static boolean isAccepted(byte[] bytes) {
        try {
            RecordBatch batch = RecordBatch.at(ByteBuffer.wrap(bytes), 0);
            batch.verify();
            Sample.all(batch, ROOM);
            if (batch.isControl()) {
                ControlRecord.decode(batch);
            }
            return true;
        } catch (InvalidBatchException e) {
            return false;
        }
    }
}
