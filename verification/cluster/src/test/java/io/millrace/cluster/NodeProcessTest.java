package io.millrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProcessTest {
    private static final int LIVES = 50;
    private static final int LOOKS = 300;

    private NodeProcess node;

    @BeforeEach
    void launchesByAScript(@TempDir Path directory) {
        String launch = "exec env A=1 bash -c 'exec env B=2 tail -f /dev/null'";
        List<String> command = List.of("bash", "-c", launch);
        node = new NodeProcess("broker-1", directory, command, Place.LOOPBACK);
    }

    @AfterEach
    void kill() {
        node.kill();
    }

    @Test
    void runsFromItsStartToItsEnd() {
        for (int life = 0; life < LIVES; life++) {
            node.start();
            for (int look = 0; look < LOOKS; look++) {
                assertThat(node.running()).as("life %d, look %d", life, look).isPresent();
            }
            node.kill();
            assertThat(node.running()).isEmpty();
        }
    }
}
