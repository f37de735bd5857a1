package io.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.log.testing.Batches;
import io.millrace.log.testing.SimulatedDisk;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FullAndBrokenDiskTest {
    private static final Path PATH = Path.of("/data");

    private final SimulatedDisk disk = new SimulatedDisk();
    private LogDirectory directory;
    private EventLog log;

    @BeforeEach
    void open() {
        directory = LogDirectory.open(disk, PATH, new DirectoryConfig(OptionalLong.of(0), 64));
        log = EventLog.open(directory, "log", LogConfig.defaults().withSegmentBytes(4096));
        append();
        log.flush();
    }

    private void append() {
        log.append(Batches.of(2, 300, 7), 1, 1_000);
    }

    @Test
    void whatDoesNotFitIsRefusedAndTheLogGoesOn() {
        for (int room = 0; room < 700; room += 50) {
            // Given
            long used = Long.MAX_VALUE / 4 - disk.space(PATH).usableBytes();
            long end = log.logEndOffset();
            disk.capacityBytes(used + room);

            // When
            assertThatThrownBy(this::append).isInstanceOf(DiskFullException.class);

            // Then
            assertThat(log.logEndOffset()).isEqualTo(end);
            disk.capacityBytes(Long.MAX_VALUE / 4);
            append();
            assertThat(log.flush()).isEqualTo(end + 2);
        }
        SimulatedDisk found = disk.afterPowerCut(change -> false);
        EventLog again =
                EventLog.open(
                        LogDirectory.open(found, PATH, DirectoryConfig.defaults()),
                        "log",
                        LogConfig.defaults());
        assertThat(again.health()).isEqualTo(LogHealth.GOOD);
        assertThat(again.logEndOffset()).isEqualTo(log.logEndOffset());
    }

    @Test
    void appendsStopAtTheReserveAndResumeAboveIt() {
        // Given
        DirectoryConfig config = new DirectoryConfig(OptionalLong.of(1_000), 64);
        directory = LogDirectory.open(disk, Path.of("/other"), config);
        log = EventLog.open(directory, "log", LogConfig.defaults());

        // When
        append();
        disk.capacityBytes(Long.MAX_VALUE / 4 - disk.space(PATH).usableBytes() + 100);
        directory.checkpoint();

        // Then
        assertThat(directory.belowReserve()).isTrue();
        assertThatThrownBy(this::append).isInstanceOf(DiskFullException.class);
        disk.capacityBytes(1 << 20);
        directory.checkpoint();
        append();
    }

    @Test
    void aFailedForceIsNeverRetried() {
        // Given
        append();
        disk.failForce(true);

        // When
        assertThatThrownBy(log::flush).isInstanceOf(FlushFailedException.class);

        // Then
        disk.failForce(false);
        assertThatThrownBy(log::flush).isInstanceOf(LogFailedException.class);
        assertThatThrownBy(this::append).isInstanceOf(LogFailedException.class);
        assertThat(log.durableEndOffset()).isEqualTo(2);
        assertThat(log.read(0, 4, 10_000).read().remaining()).isPositive();
    }

    @Test
    void aSegmentThatCannotBeClosedForLackOfSpaceIsClosedLater() {
        // Given
        for (int i = 0; i < 8; i++) {
            append();
        }
        assertThat(log.segments()).hasSize(2);
        long used = Long.MAX_VALUE / 4 - disk.space(PATH).usableBytes();
        disk.capacityBytes(used);

        // When
        long durable = log.flush();

        // Then
        assertThat(durable).isEqualTo(log.logEndOffset());
        assertThat(log.segments().getFirst().closed()).isFalse();
        disk.capacityBytes(Long.MAX_VALUE / 4);
        log.flush();
        assertThat(log.segments().getFirst().closed()).isTrue();
    }
}
