package io.millrace.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One data directory through all that a process can suffer, in order: a first start is dear. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ProcessLifeTest {

    @TempDir static Path parent;

    private static Path data() {
        return parent.resolve("data");
    }

    @AfterAll
    static void leavesNoDatabaseBehind() throws Exception {
        MillraceProcess.databaseOf(data()).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    @Order(1)
    void showsItsKeyOnceAndEndsInOrderOnSigterm() throws Exception {
        // When
        int exit;
        String output;
        try (MillraceProcess millrace = MillraceProcess.start(data())) {
            assertThat(millrace.call("POST", "/admin/v1/topics", "{\"name\":\"orders\"}").status())
                    .isEqualTo(201);
            exit = millrace.terminate();
            output = millrace.output();
            assertThat(output).contains(millrace.adminKey());
        }

        // Then
        assertThat(exit).isEqualTo(143);
        assertThat(output).doesNotContain("ERROR").doesNotContain("Exception");
        assertThat(MillraceProcess.databaseOf(data())).isEmpty();
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(data().resolve("admin.key"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
                .isEqualTo("rwx------");
    }

    @Test
    @Order(2)
    void keepsWhatItAcknowledgedWhenItIsKilled() throws Exception {
        // Given
        try (MillraceProcess millrace = MillraceProcess.start(data())) {
            assertThat(millrace.output()).doesNotContain(millrace.adminKey());
            produce(millrace, "before");

            // When
            millrace.kill();
        }
        long orphan = MillraceProcess.databaseOf(data()).orElseThrow().pid();
        try (MillraceProcess millrace = MillraceProcess.start(data())) {
            // Then
            assertThat(records(millrace)).contains("\"before\"");
            assertThat(millrace.call("GET", "/admin/v1/topics/orders", "").body())
                    .contains("\"phase\":\"ready\"");
            produce(millrace, "after");
            assertThat(records(millrace)).contains("\"before\"", "\"after\"");
            await().untilAsserted(() -> assertThat(ProcessHandle.of(orphan)).isEmpty());
        }
    }

    @Test
    @Order(3)
    void startsAfterBeingKilledAtAnyMomentOfItsStart() throws Exception {
        // Given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 4; round++) {
            long delay = 300 + random.nextInt(5_000);

            // When
            try (MillraceProcess millrace =
                    MillraceProcess.launch(data(), "--port", "0", "--data", data().toString())) {
                LockSupport.parkNanos(Duration.ofMillis(delay).toNanos());
                millrace.kill();
            }
        }

        // Then
        try (MillraceProcess millrace = MillraceProcess.start(data())) {
            assertThat(records(millrace)).as("seed " + seed).contains("\"before\"", "\"after\"");
            assertThat(millrace.call("GET", "/admin/v1/health", "").body())
                    .as("seed " + seed)
                    .contains("\"status\":\"up\"")
                    .doesNotContain("degraded");
        }
    }

    @Test
    @Order(4)
    void startsAfterBeingKilledWhileItCreatesTopics() throws Exception {
        // Given
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 3; round++) {
            try (MillraceProcess millrace = MillraceProcess.start(data())) {
                int number = round;
                Thread creator =
                        Thread.startVirtualThread(() -> createUntilItDies(millrace, number));

                // When
                LockSupport.parkNanos(Duration.ofMillis(100 + random.nextInt(400)).toNanos());
                millrace.kill();
                creator.join();
            }
        }

        // Then
        try (MillraceProcess millrace = MillraceProcess.start(data())) {
            assertThat(millrace.call("GET", "/admin/v1/cluster", "").body())
                    .as("seed " + seed)
                    .contains("\"offline_partitions\":0");
        }
    }

    @Test
    @Order(5)
    void saysThatTheDirectoryIsInUse() throws Exception {
        try (MillraceProcess first = MillraceProcess.start(data());
                MillraceProcess second =
                        MillraceProcess.launch(
                                data(), "--port", "0", "--data", data().toString())) {
            // When // Then
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.output())
                    .startsWith("millrace: " + data() + " is in use by another Millrace (process ")
                    .hasLineCount(1);
            produce(first, "undisturbed");
        }
    }

    @Test
    @Order(6)
    void saysThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                MillraceProcess millrace =
                        MillraceProcess.launch(
                                data(),
                                "--port",
                                Integer.toString(taken.getLocalPort()),
                                "--data",
                                data().toString())) {
            // When // Then
            assertThat(millrace.exit()).isEqualTo(1);
            assertThat(millrace.output())
                    .contains("Port " + taken.getLocalPort() + " on 127.0.0.1 is taken")
                    .hasLineCount(1);
        }
    }

    @Test
    @Order(7)
    void saysThatTheDirectoryCanNotBeWritten() throws Exception {
        // Given a directory that nobody can make
        Path file = Files.writeString(parent.resolve("file"), "");

        // When
        try (MillraceProcess millrace =
                MillraceProcess.launch(
                        data(), "--port", "0", "--data", file.resolve("below").toString())) {
            // Then
            assertThat(millrace.exit()).isEqualTo(1);
            assertThat(millrace.output()).contains("Can't write to the data directory");
        }
    }

    @Test
    @Order(8)
    void saysWhatIsWrongWithTheCommandLine() throws Exception {
        try (MillraceProcess millrace = MillraceProcess.launch(data(), "--prot", "80")) {
            // When // Then
            assertThat(millrace.exit()).isEqualTo(1);
            assertThat(millrace.output()).contains("Unknown option --prot", "usage: millrace");
        }
    }

    @Test
    @Order(9)
    void saysThatTheDatabaseIsOfAnotherVersion() throws Exception {
        // Given
        Path version = data().resolve("postgres/data/PG_VERSION");
        String own = Files.readString(version);
        Files.writeString(version, "17\n");

        // When
        try (MillraceProcess millrace =
                MillraceProcess.launch(data(), "--port", "0", "--data", data().toString())) {
            // Then
            assertThat(millrace.exit()).isEqualTo(1);
            assertThat(millrace.output()).contains("was written by PostgreSQL 17");
        } finally {
            Files.writeString(version, own);
        }
    }

    private static void createUntilItDies(MillraceProcess millrace, int round) {
        try {
            for (int i = 0; ; i++) {
                millrace.call(
                        "POST",
                        "/admin/v1/topics",
                        "{\"name\":\"t-" + round + "-" + i + "\",\"spec\":{\"partitions\":5}}");
            }
        } catch (Exception e) {
            // It was killed.
        }
    }

    private static void produce(MillraceProcess millrace, String value) throws Exception {
        MillraceProcess.Answer answer =
                millrace.call(
                        "POST",
                        "/v1/topics/orders/partitions/0/records",
                        "{\"records\":[{\"value\":\"" + value + "\"}]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static String records(MillraceProcess millrace) throws Exception {
        return millrace.call("GET", "/v1/topics/orders/partitions/0/records?offset=0", "").body();
    }
}
