package io.millrace.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs TLC in a process of its own. */
final class Tlc {
    private static final Pattern VIOLATION = Pattern.compile("Invariant (\\w+) is violated");
    private static final Pattern STATES = Pattern.compile("(\\d+) distinct states found");

    private Tlc() {}

    /**
     * @param violated the invariant that a reachable state breaks; empty if every state was checked
     */
    record Result(Optional<String> violated, long distinctStates, String output) {}

    /**
     * @param module a TLA+ file
     * @param config what TLC takes as its configuration
     */
    static Result check(Path module, String config, Path directory)
            throws IOException, InterruptedException {
        String name = module.getFileName().toString();
        Files.copy(module, directory.resolve(name));
        Path configFile = Files.writeString(directory.resolve("model.cfg"), config);
        Process tlc =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:+UseParallelGC",
                                        "-Xmx2g",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        "tlc2.TLC",
                                        "-deadlock",
                                        "-workers",
                                        "auto",
                                        "-metadir",
                                        directory.resolve("states").toString(),
                                        "-config",
                                        configFile.toString(),
                                        name))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(tlc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        tlc.waitFor();
        Matcher violation = VIOLATION.matcher(output);
        if (violation.find()) {
            return new Result(Optional.of(violation.group(1)), states(output), output);
        }
        if (!output.contains("No error has been found")) {
            throw new IllegalStateException("TLC did not end: " + output);
        }
        return new Result(Optional.empty(), states(output), output);
    }

    private static long states(String output) {
        Matcher states = STATES.matcher(output);
        long last = 0;
        while (states.find()) {
            last = Long.parseLong(states.group(1));
        }
        return last;
    }
}
