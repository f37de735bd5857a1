package io.millrace.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The browser of this machine; where there is none and the tests run as root, it is installed. */
final class Chromium {
    private static final Optional<Path> FOUND = find().or(Chromium::install).or(Chromium::missing);

    private Chromium() {}

    /** A condition for tests. */
    static boolean isThere() {
        return FOUND.isPresent();
    }

    static Path path() {
        return FOUND.orElseThrow();
    }

    private static Optional<Path> find() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .map(name -> Path.of("/usr/bin", name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<Path> missing() {
        System.err.println(
                "Browser tests are skipped: install Chromium (apt-get install chromium).");
        return Optional.empty();
    }

    private static Optional<Path> install() {
        if (!"root".equals(System.getProperty("user.name"))
                || !Shell.succeeds("apt-get", "--version")) {
            return Optional.empty();
        }
        System.err.println("Installing Chromium for the browser tests ...");
        return apt("update") && apt("install", "--no-install-recommends", "chromium")
                ? find()
                : Optional.empty();
    }

    private static boolean apt(String... arguments) {
        return Shell.succeeds(
                Stream.concat(
                                Stream.of(
                                        "env",
                                        "DEBIAN_FRONTEND=noninteractive",
                                        "apt-get",
                                        "-qq",
                                        "-y",
                                        "-o",
                                        "DPkg::Lock::Timeout=300"),
                                Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
