package io.millrace.fault.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredBatchesTest {
    @TempDir private Path directory;

    @Test
    void comeInOrderFromAllSegments() throws Exception {
        // Given
        segment(20, batch(20, 10), batch(23, 300));
        segment(0, batch(0, 49), batch(7, 60));
        Files.writeString(directory.resolve("manifest"), "of no interest");

        // When
        StoredBatches batches = StoredBatches.of(directory);

        // Then
        assertThat(batches).map(batch -> batch.getLong(0)).containsExactly(0L, 7L, 20L, 23L);
        assertThat(batches).last().isEqualTo(ByteBuffer.wrap(batch(23, 300)));
    }

    @Test
    void endInASegmentWhereNoWholeOneFollows() throws Exception {
        // Given
        segment(0, batch(0, 49), Arrays.copyOf(batch(7, 60), 50));
        segment(20, batch(20, 10));

        // When
        StoredBatches batches = StoredBatches.of(directory);

        // Then
        assertThat(batches).map(batch -> batch.getLong(0)).containsExactly(0L, 20L);
    }

    private void segment(long base, byte[]... batches) throws Exception {
        ByteBuffer all = ByteBuffer.allocate(Arrays.stream(batches).mapToInt(b -> b.length).sum());
        Arrays.stream(batches).forEach(all::put);
        Files.write(directory.resolve("%020d.log".formatted(base)), all.array());
    }

    private static byte[] batch(long baseOffset, int length) {
        return ByteBuffer.allocate(12 + length).putLong(baseOffset).putInt(length).array();
    }
}
