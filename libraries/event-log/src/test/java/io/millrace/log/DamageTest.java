package io.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.LogHealth.Status;
import io.millrace.log.testing.Batches;
import io.millrace.log.testing.SimulatedDisk;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Five batches, the first three durable by checkpoint; each byte of the file is damaged in turn.
 */
class DamageTest {
    private static final Path PATH = Path.of("/data");
    private static final Path FILE = PATH.resolve("log/00000000000000000000.log");
    private static final DirectoryConfig NO_RESERVE = new DirectoryConfig(OptionalLong.of(0), 64);
    private static final int DURABLE_BATCHES = 3;

    private final SimulatedDisk disk = new SimulatedDisk();
    private LogDirectory directory;
    private int batchBytes;

    @BeforeEach
    void write() {
        directory = LogDirectory.open(disk, PATH, NO_RESERVE);
        EventLog log = EventLog.open(directory, "log", LogConfig.defaults());
        for (int i = 0; i < 5; i++) {
            batchBytes = Batches.of(2, 40, i).remaining();
            log.append(Batches.of(2, 40, i), 1, 1_000);
            log.flush();
            if (i == DURABLE_BATCHES - 1) {
                directory.checkpoint();
            }
        }
    }

    @Test
    void everyFlippedBitIsFlaggedOrCutOff() {
        for (int at = 0; at < 5 * batchBytes; at++) {
            // Given
            SimulatedDisk damaged = disk.afterKill();
            int bit = new Random(at).nextInt(8);
            damaged.flip(FILE, 8L * at + bit);
            byte[] before = damaged.content(FILE);

            // When
            EventLog log = recover(damaged);

            // Then
            int batch = at / batchBytes;
            String what = "bit " + bit + " of byte " + at + ", in batch " + batch;
            if (isOutsideOfTheChecksum(at % batchBytes)) {
                assertThat(log.logEndOffset()).as(what).isGreaterThanOrEqualTo(2L * batch);
            } else if (batch < DURABLE_BATCHES) {
                assertThat(log.health().status()).as(what).isEqualTo(Status.CORRUPT);
                assertThat(damaged.content(FILE)).as(what).isEqualTo(before);
                assertThat(log.logEndOffset()).as(what).isEqualTo(2L * batch);
            } else {
                assertThat(log.health()).as(what).isEqualTo(LogHealth.GOOD);
                assertThat(log.logEndOffset()).as(what).isEqualTo(2L * batch);
            }
            assertThat(Batches.readAll(log)).as(what).hasSize((int) log.logEndOffset() / 2);
        }
    }

    /** Kafka's checksum leaves the leader epoch out, so that a leader can write it in place. */
    private static boolean isOutsideOfTheChecksum(int byteOfBatch) {
        return byteOfBatch >= 12 && byteOfBatch < 16;
    }

    @Test
    void everyLengthOfACutFileIsFlaggedOrCutOff() {
        for (int length = 0; length <= 5 * batchBytes; length++) {
            // Given
            SimulatedDisk damaged = disk.afterKill();
            damaged.cut(FILE, length);

            // When
            EventLog log = recover(damaged);

            // Then
            int whole = length / batchBytes;
            String what = "cut to " + length + " bytes";
            assertThat(log.logEndOffset()).as(what).isEqualTo(2L * whole);
            Status expected =
                    whole >= DURABLE_BATCHES
                            ? Status.OK
                            : length % batchBytes == 0 ? Status.LOST : Status.CORRUPT;
            assertThat(log.health().status()).as(what).isEqualTo(expected);
        }
    }

    @Test
    void aFlagStaysUntilSomebodyActs() {
        // Given
        disk.flip(FILE, 8L * batchBytes + 200);
        SimulatedDisk damaged = disk.afterKill();
        LogDirectory found = LogDirectory.open(damaged, PATH, NO_RESERVE);
        EventLog log = EventLog.open(found, "log", LogConfig.defaults());
        assertThat(log.health().status()).isEqualTo(Status.CORRUPT);

        // When
        found.checkpoint();
        log.close();
        found.close();

        // Then
        assertThat(recover(damaged).health().status()).isEqualTo(Status.CORRUPT);
    }

    @Test
    void aMissingClosedSegmentIsCorrupt() {
        // Given
        LogConfig small = LogConfig.defaults().withSegmentBytes(1024);
        EventLog log = EventLog.open(directory, "other", small);
        for (int i = 0; i < 20; i++) {
            log.append(Batches.of(2, 100, i), 1, 1_000);
        }
        log.flush();
        long middle = log.segments().get(1).baseOffset();
        SimulatedDisk damaged = disk.afterKill();

        // When
        damaged.delete(PATH.resolve("other").resolve(LogFiles.name(middle, LogFiles.LOG)));

        // Then
        log = EventLog.open(LogDirectory.open(damaged, PATH, NO_RESERVE), "other", small);
        assertThat(log.health().status()).isEqualTo(Status.CORRUPT);
        assertThat(log.logEndOffset()).isEqualTo(middle);
    }

    @Test
    void aLogWhoseDirectoryIsGoneIsLostAndNotCreatedAgain() {
        // Given
        SimulatedDisk damaged = disk.afterKill();
        disk.list(PATH.resolve("log")).forEach(f -> damaged.delete(PATH.resolve("log", f)));
        damaged.delete(PATH.resolve("log"));
        LogDirectory found = LogDirectory.open(damaged, PATH, NO_RESERVE);

        // When
        List<String> names = found.logNames();
        EventLog log = EventLog.open(found, "log", LogConfig.defaults());

        // Then
        assertThat(names).containsExactly("log");
        assertThat(log.health().status()).isEqualTo(Status.LOST);
        assertThat(damaged.exists(PATH.resolve("log"))).isFalse();
        found.checkpoint();
        log.close();
        found.close();
        assertThat(recover(damaged).health().status()).isEqualTo(Status.LOST);
    }

    @Test
    void aLogWhoseFilesAreGoneIsLost() {
        // Given
        SimulatedDisk damaged = disk.afterKill();

        // When
        disk.list(PATH.resolve("log")).forEach(f -> damaged.delete(PATH.resolve("log", f)));

        // Then
        assertThat(recover(damaged).health().status()).isEqualTo(Status.LOST);
        SimulatedDisk worse = damaged.afterKill();
        worse.flip(PATH.resolve("checkpoint"), 80);
        assertThat(recover(worse).health().status()).isEqualTo(Status.LOST);
    }

    @Test
    void aLogThatItsOwnerKnowsIsNotCreatedAgain() {
        // When
        EventLog log = EventLog.openExisting(directory, "vanished", LogConfig.defaults());

        // Then
        assertThat(log.health().status()).isEqualTo(Status.LOST);
        assertThat(disk.exists(PATH.resolve("vanished"))).isFalse();
        directory.checkpoint();
        assertThat(recover(disk.afterKill()).health()).isEqualTo(LogHealth.GOOD);
        LogDirectory again = LogDirectory.open(disk.afterKill(), PATH, NO_RESERVE);
        assertThat(EventLog.open(again, "vanished", LogConfig.defaults()).health().status())
                .isEqualTo(Status.LOST);

        // When the log is not wanted any more
        log.close();
        directory.moveToTrash("vanished", "1");

        // Then
        assertThat(directory.logNames()).containsExactly("log");
        assertThat(directory.trash()).isEmpty();
    }

    @Test
    void aDamagedManifestIsCorrupt() {
        // Given
        SimulatedDisk damaged = disk.afterKill();
        LogDirectory closed = LogDirectory.open(damaged, PATH, NO_RESERVE);
        EventLog.open(closed, "log", LogConfig.defaults()).close();
        closed.close();

        // When
        damaged.flip(PATH.resolve("log/manifest"), 100);

        // Then
        assertThat(recover(damaged).health().status()).isEqualTo(Status.CORRUPT);
    }

    @Test
    void withoutACheckpointABadTailIsNotTakenForATornOne() {
        // Given
        disk.flip(PATH.resolve("checkpoint"), 80);
        disk.flip(FILE, 8L * 4 * batchBytes + 200);
        SimulatedDisk damaged = disk.afterKill();

        // When
        EventLog log = recover(damaged);

        // Then
        assertThat(log.health().status()).isEqualTo(Status.CORRUPT);
        assertThat(log.logEndOffset()).isEqualTo(8);
    }

    @Test
    void aDamagedIndexMakesReadsSlowerNotWrong() {
        // Given
        LogConfig small = LogConfig.defaults().withSegmentBytes(4096).withIndexIntervalBytes(512);
        EventLog log = EventLog.open(directory, "other", small);
        for (int i = 0; i < 60; i++) {
            log.append(Batches.of(2, 100, i), 1, 1_000);
        }
        log.flush();
        SimulatedDisk damaged = disk.afterKill();
        damaged.flip(PATH.resolve("other/00000000000000000000.index"), 12);
        damaged.delete(PATH.resolve("other/00000000000000000000.timeindex"));

        // When
        log = EventLog.open(LogDirectory.open(damaged, PATH, NO_RESERVE), "other", small);

        // Then
        assertThat(log.health()).isEqualTo(LogHealth.GOOD);
        for (long offset = 0; offset < 120; offset++) {
            assertThat(log.read(offset, 120, 300).firstOffset()).isEqualTo(offset - offset % 2);
        }
        assertThat(log.offsetForTimestamp(7)).contains(new TimestampedOffset(13, 7));
    }

    private static EventLog recover(SimulatedDisk disk) {
        LogDirectory directory = LogDirectory.open(disk, PATH, NO_RESERVE);
        return EventLog.open(directory, "log", LogConfig.defaults());
    }
}
