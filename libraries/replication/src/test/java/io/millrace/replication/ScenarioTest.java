package io.millrace.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Transcripts under {@code scenarios}: a command, four dashes, what the leader answers, an empty
 * line. Lines that begin with {@code #} tell why. Each file is one leader's life.
 */
class ScenarioTest {
    private static final Path SCENARIOS = Path.of("src/test/resources/scenarios");

    @ParameterizedTest
    @MethodSource("transcripts")
    void theLeaderAnswersAsTheTranscriptTells(Path transcript) throws IOException {
        // Given
        List<String> written = Files.readAllLines(transcript);

        // When
        List<String> played = replay(written);

        // Then
        assertThat(String.join("\n", played)).isEqualTo(String.join("\n", written));
    }

    private static List<String> replay(List<String> written) {
        Scenario scenario = new Scenario();
        List<String> played = new ArrayList<>();
        boolean answering = false;
        for (String line : written) {
            if (line.equals("----")) {
                String command = played.getLast();
                played.add(line);
                scenario.play(command).lines().forEach(played::add);
                answering = true;
            } else if (line.isEmpty()) {
                played.add(line);
                answering = false;
            } else if (!answering) {
                played.add(line);
            }
        }
        return played;
    }

    static Stream<Path> transcripts() throws IOException {
        return Files.list(SCENARIOS).sorted();
    }
}
