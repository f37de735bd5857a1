package io.millrace.endtoend;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Visits to the console in a real browser, each a script of {@code src/test/js/console}. */
final class Console {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private Console() {}

    static NodeScript visit(Millrace server, String scenario, String... more) {
        List<String> arguments = new ArrayList<>();
        arguments.add(server.url(""));
        arguments.add(server.adminKey());
        arguments.add(Chromium.path().toString());
        arguments.add(SCREENSHOTS.toString());
        arguments.addAll(List.of(more));
        return NodeScript.start("console/" + scenario + ".js", arguments.toArray(String[]::new));
    }

    static void play(Millrace server, String scenario) {
        try (NodeScript visit = visit(server, scenario)) {
            visit.assertSucceeds();
        }
    }
}
