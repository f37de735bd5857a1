package io.millrace.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A TLA+ module.
 *
 * @param mistakes its switches
 */
record Model(String name, List<String> mistakes) {
    private static final boolean ALL = Boolean.getBoolean("model.all");

    static void assumeInProfile(String profile) {
        assumeTrue(ALL || profile.equals("short"), "-Dmodel.all=true checks the large ones");
    }

    /**
     * @param title how far the run goes
     * @param config all but the switches
     * @param made what is done wrong
     */
    Tlc.Result check(String title, String config, Set<String> made, Path directory)
            throws IOException, InterruptedException {
        String switches =
                mistakes.stream()
                        .map(m -> m + " = " + (made.contains(m) ? "TRUE" : "FALSE"))
                        .collect(Collectors.joining("\n", "CONSTANTS\n", "\n"));
        Tlc.Result result =
                Tlc.check(Path.of("src/test/tla", name + ".tla"), config + switches, directory);
        System.out.printf(
                "%s %s %s: %s, %,d distinct states%n",
                name,
                title,
                made,
                result.violated().map(i -> i + " is violated").orElse("no error"),
                result.distinctStates());
        return result;
    }
}
