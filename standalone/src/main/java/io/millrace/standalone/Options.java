package io.millrace.standalone;

import io.millrace.standalone.directory.StartRefused;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * What was typed on the command line.
 *
 * @param port of the one listener, on loopback
 * @param data the data directory
 */
record Options(int port, Path data) {

    static final String USAGE =
            """
            usage: millrace [--port N] [--data DIR]
              --port N     listen on 127.0.0.1:N (default 8080; 0 takes a free one)
              --data DIR   keep everything in DIR (default ./data)
            """;

    static Options parse(String... args) {
        int port = 8080;
        Path data = Path.of("data");
        for (Iterator<String> rest = List.of(args).iterator(); rest.hasNext(); ) {
            String option = rest.next();
            if (!option.equals("--port") && !option.equals("--data")) {
                throw new StartRefused("Unknown option " + option + "\n" + USAGE);
            }
            if (!rest.hasNext()) {
                throw new StartRefused(option + " needs a value\n" + USAGE);
            }
            String value = rest.next();
            if (option.equals("--port")) {
                port = port(value);
            } else {
                data = Path.of(value);
            }
        }
        return new Options(port, data.toAbsolutePath().normalize());
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below: the text is no such number.
        }
        throw new StartRefused("--port must be a number from 0 to 65535\n" + USAGE);
    }
}
