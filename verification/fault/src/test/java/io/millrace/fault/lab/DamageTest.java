package io.millrace.fault.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    @TempDir private Path directory;

    @Test
    void flipsOneBitAndNoOther() throws Exception {
        // Given
        byte[] content = new byte[1_000];
        new Random(1).nextBytes(content);
        Path file = Files.write(directory.resolve("file"), content);

        // When
        long position = Damage.flipBit(file, new Random(2));

        // Then
        BitSet difference = BitSet.valueOf(Files.readAllBytes(file));
        difference.xor(BitSet.valueOf(content));
        assertThat(difference.cardinality()).isEqualTo(1);
        assertThat(difference.nextSetBit(0) / 8).isEqualTo((int) position);
    }

    @Test
    void cutsTheEndOff() throws Exception {
        // Given
        byte[] content = new byte[1_000];
        Path file = Files.write(directory.resolve("file"), content);

        // When
        long size = Damage.truncate(file, new Random(3));

        // Then
        assertThat(size).isLessThan(content.length);
        assertThat(Files.size(file)).isEqualTo(size);
    }

    @Test
    void wipesADirectory() throws Exception {
        // Given
        Files.createDirectories(directory.resolve("a/b"));
        Files.writeString(directory.resolve("a/b/c"), "gone");
        Files.createSymbolicLink(directory.resolve("a/link"), directory.resolve("a"));

        // When
        Damage.wipe(directory);

        // Then
        assertThat(directory).isEmptyDirectory();
    }
}
