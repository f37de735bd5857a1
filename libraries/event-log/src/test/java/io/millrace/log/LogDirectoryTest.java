package io.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.log.disk.DirectoryLockedException;
import io.millrace.log.disk.RealDisk;
import io.millrace.log.testing.Batches;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDirectoryTest {
    @TempDir Path path;

    private LogDirectory directory;

    @BeforeEach
    void open() {
        directory =
                LogDirectory.open(new RealDisk(), path, new DirectoryConfig(OptionalLong.of(0), 8));
    }

    @AfterEach
    void close() {
        directory.close();
    }

    private EventLog openLog(String name) {
        return EventLog.open(directory, name, LogConfig.defaults().withSegmentBytes(2048));
    }

    @Test
    void belongsToOneProcess() {
        assertThatThrownBy(this::open)
                .isInstanceOf(DirectoryLockedException.class)
                .hasMessageContaining("one process per directory");
    }

    @Test
    void tellsACleanShutdownOnce() {
        // Given
        EventLog log = openLog("log-0");
        log.append(Batches.of(2, 100, 0), 1, 1_000);
        log.close();
        assertThat(directory.brokerEpochOfCleanShutdown()).isEmpty();

        // When
        directory.closeCleanly(42);

        // Then
        open();
        assertThat(directory.brokerEpochOfCleanShutdown()).hasValue(42);
        directory.close();
        open();
        assertThat(directory.brokerEpochOfCleanShutdown()).isEmpty();
    }

    @Test
    void refusesACleanEndWhileALogIsOpen() {
        EventLog log = openLog("log-0");
        assertThatThrownBy(() -> directory.closeCleanly(1))
                .isInstanceOf(IllegalStateException.class);
        log.close();
    }

    @Test
    void remembersTheHighWatermarkUpToTheDurableEnd() {
        // Given
        EventLog log = openLog("log-0");
        log.append(Batches.of(4, 100, 0), 1, 1_000);
        log.flush();
        log.noteHighWatermark(3);

        // When
        directory.checkpoint();
        directory.close();

        // Then
        open();
        assertThat(openLog("log-0").highWatermark()).isEqualTo(3);
    }

    @Test
    void movesALogToTheTrashAndForgetsIt() {
        // Given
        EventLog log = openLog("log-0");
        log.append(Batches.of(4, 100, 0), 1, 1_000);
        log.close();

        // When
        directory.moveToTrash("log-0", "1000");

        // Then
        assertThat(directory.logNames()).isEmpty();
        assertThat(directory.trash()).containsExactly("log-0.1000");
        assertThat(openLog("log-0").logEndOffset()).isZero();
        directory.emptyTrash("log-0.1000");
        assertThat(directory.trash()).isEmpty();
    }

    @Test
    void holdsNoMoreFilesOpenThanAllowed() {
        // Given
        EventLog log = openLog("log-0");
        for (int i = 0; i < 60; i++) {
            log.append(Batches.of(4, 200, i), 1, 1_000);
        }
        log.flush();
        assertThat(log.segments()).hasSizeGreaterThan(20);

        // When
        int read = Batches.readAll(log).size();

        // Then
        assertThat(read).isEqualTo(60);
        assertThat(directory.filesOf("log-0").open().size()).isLessThanOrEqualTo(8);
        log.close();
    }

    @Test
    void keepsAppendTimesOverACleanRestart() {
        // Given
        EventLog log = openLog("log-0");
        for (int i = 0; i < 20; i++) {
            log.append(Batches.of(1, 100, 0), 1, 10_000L * i);
        }
        log.close();

        // When
        EventLog again = openLog("log-0");

        // Then
        for (int i = 0; i < 20; i++) {
            assertThat(again.appendTimeOf(i)).hasValue(10_000L * i);
        }
        assertThat(again.appendTimeOf(20)).isEmpty();
        again.close();
    }
}
