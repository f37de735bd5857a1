package io.millrace.fault.lab;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param environment beside what the test itself has
 * @param log to which it writes, behind what is there
 */
public record Command(List<String> words, Map<String, String> environment, Path log) {
    public Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    public static Command of(Path log, String... words) {
        return new Command(List.of(words), Map.of(), log);
    }

    public Command with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new Command(words, all, log);
    }
}
