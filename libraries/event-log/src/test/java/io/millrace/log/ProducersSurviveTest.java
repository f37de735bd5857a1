package io.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.producer.SequenceCheck;
import io.millrace.log.testing.SimulatedDisk;
import io.millrace.protocol.batch.Compression;
import io.millrace.protocol.batch.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProducersSurviveTest {
    private static final Path PATH = Path.of("/data");
    private static final LogConfig CONFIG = LogConfig.defaults().withSegmentBytes(1024);
    private static final long NOW = 1_000_000;

    private SimulatedDisk disk = new SimulatedDisk();
    private LogDirectory directory;
    private EventLog log;

    @BeforeEach
    void open() {
        directory = LogDirectory.open(disk, PATH, new DirectoryConfig(OptionalLong.of(0), 64));
        log = EventLog.open(directory, "log", CONFIG);
    }

    private void append(long producerId, int sequence) {
        RecordBatchBuilder builder =
                new RecordBatchBuilder(Compression.NONE).producer(producerId, (short) 0, sequence);
        builder.append(NOW, null, ByteBuffer.allocate(300), List.of());
        log.append(builder.build(), 1, NOW);
    }

    private SequenceCheck check(long producerId, int sequence) {
        return log.producers().checkSequence(producerId, (short) 0, sequence, sequence, NOW);
    }

    @Test
    void aKillAndAPowerCut() {
        // Given
        for (int i = 0; i < 10; i++) {
            append(7, i);
            append(8, i);
        }
        log.flush();
        assertThat(log.segments()).hasSizeGreaterThan(4);

        // When
        disk = disk.afterPowerCut(change -> false);
        open();

        // Then
        assertThat(check(7, 9)).isEqualTo(new SequenceCheck.Duplicate(18, 18, NOW));
        assertThat(check(8, 5)).isEqualTo(new SequenceCheck.Duplicate(11, 11, NOW));
        assertThat(check(8, 10)).isEqualTo(new SequenceCheck.New());
    }

    @Test
    void theDeletionOfTheirBatches() {
        // Given
        append(7, 0);
        for (int i = 0; i < 10; i++) {
            append(8, i);
        }
        log.flush();

        // When
        log.deleteBefore(log.durableEndOffset());
        disk = disk.afterKill();
        open();

        // Then
        assertThat(check(7, 0)).isEqualTo(new SequenceCheck.Duplicate(0, 0, NOW));
    }

    @Test
    void truncationTakesBackWhatItTakes() {
        // Given
        for (int i = 0; i < 10; i++) {
            append(7, i);
        }
        log.flush();

        // When
        log.truncateTo(4);

        // Then
        assertThat(check(7, 3)).isEqualTo(new SequenceCheck.Duplicate(3, 3, NOW));
        assertThat(check(7, 4)).isEqualTo(new SequenceCheck.New());
    }

    @Test
    void aDamagedSnapshot() {
        // Given
        for (int i = 0; i < 10; i++) {
            append(7, i);
        }
        log.close();
        directory.close();
        disk.flip(PATH.resolve("log").resolve(LogFiles.name(10, LogFiles.PRODUCERS)), 333);

        // When
        open();

        // Then
        assertThat(check(7, 9)).isEqualTo(new SequenceCheck.Duplicate(9, 9, NOW));
    }
}
