package io.millrace.fault.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Answers each byte with the same byte, on connections that stand for long. */
    private static final String ECHO =
            """
            import socketserver
            class Echo(socketserver.BaseRequestHandler):
                def handle(self):
                    while data := self.request.recv(1):
                        self.request.sendall(data)
            socketserver.ThreadingTCPServer.allow_reuse_address = True
            socketserver.ThreadingTCPServer(("0.0.0.0", 7000), Echo).serve_forever()
            """;

    /** Writes down what comes without a connection. */
    private static final String EARS =
            """
            import socket
            ears = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            ears.bind(("0.0.0.0", 7000))
            while True:
                print(ears.recv(99).decode(), flush=True)
            """;

    /** One connection, over which a byte goes to and fro; says when it was there, and when not. */
    private static final String PINGS =
            """
            import socket, sys
            peer = socket.create_connection((sys.argv[1], 7000))
            peer.settimeout(0.2)
            answers = 0
            peer.sendall(b"x")
            while True:
                try:
                    peer.recv(1)
                    answers += 1
                    print("answer", answers, flush=True)
                    peer.sendall(b"x")
                except TimeoutError:
                    print("silence after", answers, flush=True)
            """;

    @TempDir private Path directory;
    private Lab lab;
    private Network network;

    @BeforeAll
    static void needs() {
        Capability.assume(Capability.ROOT, Capability.NETWORKS, Capability.PYTHON);
    }

    @BeforeEach
    void open() {
        lab = Lab.open();
        network = lab.network();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void cutsMachinesFromEachOther() {
        // Given
        Machine a = echoing("a");
        Machine b = echoing("b");
        Machine c = echoing("c");
        awaitAnswers(a, b);
        awaitAnswers(b, a);
        awaitAnswers(c, a);

        // When
        network.cut(a, b);

        // Then
        assertThat(reaches(a, b.address())).isFalse();
        assertThat(reaches(b, a.address())).isFalse();
        assertThat(reaches(c, a.address())).isTrue();
    }

    @Test
    void cutsOneDirectionOnly() {
        // Given
        Machine a = lab.machine("a");
        Machine b = lab.machine("b");
        start(a, "a", "python3", "-c", EARS);
        start(b, "b", "python3", "-c", EARS);
        awaitHeard(a, b, "before");

        // When
        network.cutOneWay(a, b);
        say(a, b, "meanwhile");

        // Then
        awaitHeard(b, a, "other-way");
        network.heal();
        awaitHeard(a, b, "after");
        assertThat(log("b")).doesNotContain("meanwhile");
    }

    @Test
    void leavesTheMiddleOfABridgeConnected() {
        // Given
        Machine left = echoing("left");
        Machine middle = echoing("middle");
        Machine right = echoing("right");
        awaitAnswers(left, middle);
        awaitAnswers(left, right);

        // When
        network.split(List.of(left), List.of(right));

        // Then
        assertThat(reaches(left, right.address())).isFalse();
        assertThat(reaches(left, middle.address())).isTrue();
        assertThat(reaches(right, middle.address())).isTrue();
    }

    @Test
    void isolatesAMachineFromAllOthers() {
        // Given
        Machine a = echoing("a");
        Machine b = echoing("b");
        Machine lonely = echoing("lonely");
        awaitAnswers(b, a);
        awaitAnswers(a, lonely);

        // When
        network.isolate(lonely);

        // Then
        assertThat(reaches(lonely, a.address())).isFalse();
        assertThat(reaches(a, lonely.address())).isFalse();
        assertThat(reaches(b, a.address())).isTrue();
    }

    @Test
    void cutsAMachineFromSomeAddressesOfAnother() {
        // Given
        Machine a = lab.machine("a");
        Machine b = lab.machine("b", 2);
        start(b, "b", "python3", "-c", ECHO);
        awaitAnswers(a, b);

        // When
        network.cut(a, List.of(b.addresses().get(1)));

        // Then
        assertThat(reaches(a, b.addresses().get(0))).isTrue();
        assertThat(reaches(a, b.addresses().get(1))).isFalse();
    }

    @Test
    void silencesConnectionsThatStandAndLetsThemGoOn() {
        // Given
        Machine a = lab.machine("a");
        Machine b = echoing("b");
        awaitAnswers(a, b);
        start(a, "pings", "python3", "-c", PINGS, b.address());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log("pings")).contains("answer 9"));

        // When
        network.cut(a, b);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log("pings")).contains("silence"));
        network.heal();

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(lastLine("pings")).startsWith("answer"));
    }

    @Test
    void aPausedProcessAnswersNobodyUntilItIsResumed() {
        // Given
        Machine a = lab.machine("a");
        Machine b = lab.machine("b");
        LabProcess server = start(b, "b", "python3", "-c", ECHO);
        awaitAnswers(a, b);

        // When
        server.pause();
        boolean answersMeanwhile = answers(a, b.address());
        server.resume();

        // Then
        assertThat(answersMeanwhile).isFalse();
        awaitAnswers(a, b);
    }

    @Test
    void endsProcessesOneWayOrTheOther() {
        // Given
        Machine a = lab.machine("a");
        LabProcess killed = start(a, "killed", "sleep", "600");
        LabProcess terminated = start(a, "terminated", "sleep", "600");

        // When
        killed.kill();
        terminated.terminate();

        // Then
        assertThat(killed.isAlive()).isFalse();
        assertThat(terminated.isAlive()).isFalse();
    }

    @Test
    void leavesNothingBehind() {
        // Given
        Machine a = lab.machine("a");
        LabProcess parent = start(a, "parent", "sh", "-c", "sleep 600 & echo $! && wait");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(log("parent")).isNotBlank());
        long child = Long.parseLong(log("parent").strip());

        // When
        lab.close();

        // Then
        assertThat(parent.isAlive()).isFalse();
        assertThat(isRunning(child)).isFalse();
        assertThat(traces(lab.name())).isEmpty();
    }

    @Test
    void removesWhatADeadTestHasLeft() throws Exception {
        // Given
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        String left = Lab.PREFIX + dead.pid() + "_3";
        Shell.run("ip", "link", "add", left, "type", "bridge");
        Shell.run("ip", "netns", "add", left + "-broker");
        Files.createDirectories(Lab.directory(left).resolve("disk"));

        // When
        Lab.open().close();

        // Then
        assertThat(traces(left)).isEmpty();
        assertThat(traces(lab.name())).isNotEmpty();
    }

    private Machine echoing(String name) {
        Machine machine = lab.machine(name);
        start(machine, name, "python3", "-c", ECHO);
        return machine;
    }

    private LabProcess start(Machine machine, String log, String... command) {
        return machine.start(Command.of(directory.resolve(log), command));
    }

    private static void awaitAnswers(Machine from, Machine to) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(answers(from, to.address())).isTrue());
    }

    /** A connection comes to be. */
    private static boolean reaches(Machine from, String address) {
        return from.succeeds("timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/7000");
    }

    /** Somebody is at its other end. */
    private static boolean answers(Machine from, String address) {
        String script = "exec 3<>/dev/tcp/%s/7000; printf x >&3; read -N 1 <&3".formatted(address);
        return from.succeeds("timeout", "1", "bash", "-ec", script);
    }

    private static void say(Machine from, Machine to, String word) {
        from.run("bash", "-c", "printf %s > /dev/udp/%s/7000".formatted(word, to.address()));
    }

    private void awaitHeard(Machine from, Machine to, String word) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> {
                            say(from, to, word);
                            assertThat(log(to.name())).contains(word);
                        });
    }

    private String log(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lastLine(String log) {
        return log(log).lines().reduce("", (_, line) -> line);
    }

    /** Whoever adopts orphans here may be slow to bury them. */
    private static boolean isRunning(long pid) {
        return Shell.succeeds("grep", "-q", "^State:.[^ZX]", "/proc/" + pid + "/status");
    }

    private static String traces(String name) {
        return Shell.run(
                "sh",
                "-c",
                "(ip netns list; ip -o link; cat /proc/mounts; ls %s) | grep -F %s || true"
                        .formatted(System.getProperty("java.io.tmpdir"), name));
    }
}
