package io.millrace.protocol.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordBatchTest {
    /** The bytes of one small batch, field by field: the format on disk and on the wire. */
    private static final String GOLDEN =
            String.join(
                    "",
                    "0000000000000000", // base offset
                    "0000004b", // length
                    "ffffffff", // leader epoch
                    "02", // magic
                    "4290d9fe", // CRC32C of all that follows
                    "0000", // attributes
                    "00000001", // last offset delta
                    "0000019e70766400", // base timestamp 1780272260096
                    "0000019e70766405", // max timestamp
                    "0000000000000007", // producer id
                    "0003", // producer epoch
                    "0000002a", // base sequence
                    "00000002", // record count
                    "1e", // record of 15 bytes
                    "00", // attributes
                    "00", // timestamp delta 0
                    "00", // offset delta 0
                    "046b31", // key "k1"
                    "047631", // value "v1"
                    "02", // one header
                    "0268", // "h"
                    "047879", // "xy"
                    "12", // record of 9 bytes
                    "00",
                    "0a", // timestamp delta 5
                    "02", // offset delta 1
                    "01", // no key
                    "01", // no value
                    "02", // one header
                    "026e01"); // "n", no value

    @Test
    void writesTheGoldenBytes() {
        // When
        ByteBuffer batch = golden().build();

        // Then
        byte[] bytes = new byte[batch.remaining()];
        batch.get(0, bytes);
        String hex = HexFormat.of().formatHex(bytes);
        assertThat(hex).isEqualTo(GOLDEN);
    }

    @Test
    void assignsOffsetAndEpochWithoutTouchingTheChecksum() {
        // Given
        ByteBuffer buffer = golden().build();
        RecordBatch batch = RecordBatch.at(buffer, 0);

        // When
        batch.assign(1_000_000_000_000L, 12);

        // Then
        RecordBatch again = RecordBatch.at(buffer, 0);
        again.verify();
        assertThat(again.baseOffset()).isEqualTo(1_000_000_000_000L);
        assertThat(again.lastOffset()).isEqualTo(1_000_000_000_001L);
        assertThat(again.nextOffset()).isEqualTo(1_000_000_000_002L);
        assertThat(again.leaderEpoch()).isEqualTo(12);
        RecordCursor records = again.records(0);
        assertThat(records.next()).isTrue();
        assertThat(records.offset()).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void slicesUncompressedRecordsOutOfTheBatchItself() {
        // Given
        ByteBuffer buffer = golden().build();
        RecordCursor records = RecordBatch.at(buffer, 0).records(0);
        records.next();
        ByteBuffer value = records.value();

        // When
        value.put(0, (byte) 'w');

        // Then
        assertThat(new String(buffer.array(), StandardCharsets.ISO_8859_1)).contains("w1");
    }

    @Test
    void findsABatchBehindAnother() {
        // Given
        ByteBuffer one = golden().build();
        ByteBuffer both = ByteBuffer.allocate(2 * one.remaining());
        both.put(one.duplicate()).put(one.duplicate()).flip();

        // When
        RecordBatch second = RecordBatch.at(both, RecordBatch.sizeAt(both, 0));

        // Then
        second.verify();
        assertThat(second.buffer()).isEqualTo(one);
    }

    @Test
    void refusesToWriteWhatKafkaOnlyKeepsForOldTimes() {
        assertThatThrownBy(() -> new RecordBatchBuilder(Compression.GZIP))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RecordBatchBuilder(Compression.NONE).build())
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void storesWhatDoesNotCompress() {
        // Given
        Sample noise = Sample.fixed().getLast();
        String large = noise.value().repeat(1) + noise.value();

        for (Compression compression : List.of(Compression.LZ4, Compression.ZSTD)) {
            RecordBatchBuilder builder = new RecordBatchBuilder(compression);

            // When
            builder.append(1, null, Sample.bytes(large), List.of());
            ByteBuffer bytes = builder.build();

            // Then
            assertThat(KafkaOracle.read(KafkaOracle.batch(bytes)))
                    .singleElement()
                    .extracting(Sample::value)
                    .isEqualTo(large);
        }
    }

    private static RecordBatchBuilder golden() {
        return new RecordBatchBuilder(Compression.NONE)
                .producer(7, (short) 3, 42)
                .append(
                        0x19e70766400L,
                        "k1".getBytes(StandardCharsets.UTF_8),
                        "v1".getBytes(StandardCharsets.UTF_8),
                        List.of(new RecordHeader("h", "xy".getBytes(StandardCharsets.UTF_8))))
                .append(0x19e70766405L, (byte[]) null, null, List.of(new RecordHeader("n", null)));
    }
}
