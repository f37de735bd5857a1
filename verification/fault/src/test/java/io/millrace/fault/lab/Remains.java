package io.millrace.fault.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a lab leaves on the host when it is closed, or when the test dies. Everything has the lab's
 * name in its own, and the name has the process id of the test.
 */
final class Remains {
    private static final Pattern LAB = Pattern.compile("\\b" + Lab.PREFIX + "(\\d+)_\\d+");
    private static final Duration LAST_BREATH = Duration.ofSeconds(30);

    private Remains() {}

    static void removeThoseOfTheDead() {
        String everything = Shell.run("ip", "netns", "list") + links() + mounts() + directories();
        Set<String> ofTheDead =
                LAB.matcher(everything)
                        .results()
                        .filter(lab -> ProcessHandle.of(Long.parseLong(lab.group(1))).isEmpty())
                        .map(MatchResult::group)
                        .collect(Collectors.toSet());
        ofTheDead.forEach(Remains::remove);
    }

    static void remove(String lab) {
        Shell.run("ip", "netns", "list")
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .filter(namespace -> namespace.startsWith(lab + "-"))
                .forEach(Remains::removeNamespace);
        if (links().contains(" " + lab + ":")) {
            Shell.run("ip", "link", "del", lab);
        }
        Path directory = Lab.directory(lab);
        mounts().lines()
                .map(line -> line.split(" ", 3)[1])
                .filter(mountPoint -> Path.of(mountPoint).startsWith(directory))
                .sorted(Comparator.comparing(String::length).reversed())
                .forEach(mountPoint -> Shell.run("umount", "-l", mountPoint));
        Damage.wipe(directory);
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its cable goes with it, when nobody lives there any more. */
    private static void removeNamespace(String namespace) {
        await().atMost(LAST_BREATH)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(
                        () -> {
                            List<String> pids =
                                    Shell.run("ip", "netns", "pids", namespace).lines().toList();
                            pids.forEach(pid -> Shell.succeeds("kill", "-KILL", pid));
                            assertThat(pids).isEmpty();
                        });
        Shell.run("ip", "netns", "del", namespace);
    }

    private static String links() {
        return Shell.run("ip", "-o", "link", "show", "type", "bridge");
    }

    private static String mounts() {
        try {
            return Files.readString(Path.of("/proc/self/mounts"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String directories() {
        try (Stream<Path> entries = Files.list(Lab.directory("").toAbsolutePath())) {
            return entries.map(Path::toString).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
