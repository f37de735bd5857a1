package io.millrace.fault.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeTest {
    /** Writes a file that is synced, and one that is not; then works on. */
    private static final String WRITER =
            """
            import os, sys, time
            synced = os.open(sys.argv[1] + "/synced", os.O_CREAT | os.O_WRONLY)
            os.write(synced, b"promised")
            os.fsync(synced)
            directory = os.open(sys.argv[1], os.O_RDONLY)
            os.fsync(directory)
            os.write(synced, b" and more")
            open(sys.argv[1] + "/unsynced", "w").close()
            print("done", flush=True)
            while True:
                time.sleep(60)
            """;

    @TempDir private Path directory;
    private Lab lab;

    @BeforeAll
    static void needs() {
        Capability.assume(
                Capability.ROOT, Capability.NETWORKS, Capability.VOLUMES, Capability.PYTHON);
    }

    @BeforeEach
    void open() {
        lab = Lab.open();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void losesInAPowerCutWhatWasNotSynced() throws Exception {
        // Given
        Machine machine = lab.machine("a");
        Volume one = lab.disk("one", 64);
        Volume other = lab.disk("other", 64);
        LabProcess onOne = startWriter(machine, one);
        LabProcess onOther = startWriter(machine, other);

        // When
        PowerCut.of(List.of(onOne, onOther), List.of(one, other));

        // Then
        assertThat(onOne.isAlive()).isFalse();
        for (Volume volume : List.of(one, other)) {
            assertThat(volume.path().resolve("synced")).hasContent("promised");
            assertThat(volume.path().resolve("unsynced")).doesNotExist();
        }
        assertThat(startWriter(machine, one).isAlive()).isTrue();
    }

    @Test
    void isFullUntilItIsReleased() throws Exception {
        // Given
        Volume volume = lab.smallDisk("small", 8);

        // When
        volume.fill();

        // Then
        Path file = volume.path().resolve("file");
        assertThatThrownBy(() -> Files.write(file, new byte[1])).isInstanceOf(IOException.class);
        volume.release();
        assertThat(Files.write(file, new byte[1 << 20])).hasSize(1 << 20);
    }

    @Test
    void aPowerCutAfterTheReleaseDoesNotFillItAgain() throws Exception {
        // Given
        Volume volume = lab.disk("one", 64);
        volume.fill();
        volume.sync();

        // When
        volume.release();
        PowerCut.of(List.of(), List.of(volume));

        // Then
        assertThat(Files.write(volume.path().resolve("file"), new byte[1 << 20])).hasSize(1 << 20);
    }

    private LabProcess startWriter(Machine machine, Volume volume) {
        Path log = directory.resolve("writer-" + volume.path().getFileName());
        String at = volume.path().toString();
        LabProcess process = machine.start(Command.of(log, "python3", "-c", WRITER, at));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(log).content().contains("done"));
        return process;
    }
}
