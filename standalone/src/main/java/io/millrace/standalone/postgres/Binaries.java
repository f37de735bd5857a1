package io.millrace.standalone.postgres;

import io.millrace.standalone.directory.StartRefused;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The server's programs, unpacked once per version beside the data.
 *
 * <p>A crash while unpacking leaves a directory named {@code *.new}, which the next start removes;
 * the final name appears by one rename after every file is on disk.
 */
final class Binaries {

    private static final int ENTRIES_MAX = 20_000;

    private final Path home;

    private Binaries(Path home) {
        this.home = home;
    }

    /**
     * @param parent where versions lie side by side, as {@code server-18.6.0}
     */
    static Binaries unpack(Path parent, String version) throws IOException {
        Path home = parent.resolve("server-" + version);
        if (!Files.isDirectory(home)) {
            removeOtherVersions(parent);
            Path fresh = parent.resolve("server-" + version + ".new");
            extract(archive(), fresh);
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
            sync(parent);
        }
        return new Binaries(home);
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    private static InputStream archive() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch", "");
        String cpu = arch.equals("aarch64") ? "arm_64" : "x86_64";
        String name =
                os.contains("linux")
                        ? "postgres-linux-" + cpu + ".txz"
                        : "postgres-" + os.replaceAll("[^a-z]", "") + "-" + cpu + ".txz";
        InputStream found = Binaries.class.getResourceAsStream("/" + name);
        if (found == null) {
            throw new StartRefused(
                    "This build brings no PostgreSQL for "
                            + os
                            + " on "
                            + arch
                            + " ("
                            + name
                            + "): standalone runs on Linux x86_64.");
        }
        return found;
    }

    private static void extract(InputStream archive, Path target) throws IOException {
        try (var tar =
                new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(archive, 1 << 16)))) {
            int entries = 0;
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null;
                    entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target) || ++entries > ENTRIES_MAX) {
                    throw new IOException("refused archive entry " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    write(tar, path, (entry.getMode() & 0100) != 0);
                }
            }
        }
    }

    private static void write(InputStream content, Path path, boolean executable)
            throws IOException {
        try (FileChannel file =
                FileChannel.open(
                        path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
            content.transferTo(Channels.newOutputStream(file));
            // A torn program after a power cut would look unpacked for ever.
            file.force(true);
        }
        if (executable && !path.toFile().setExecutable(true)) {
            throw new IOException("can't make " + path + " executable");
        }
    }

    private static void removeOtherVersions(Path parent) throws IOException {
        Files.createDirectories(parent);
        List<Path> others;
        try (Stream<Path> children = Files.list(parent)) {
            others =
                    children.filter(child -> child.getFileName().toString().startsWith("server-"))
                            .toList();
        }
        for (Path other : others) {
            removeTree(other);
        }
    }

    static void removeTree(Path tree) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(tree)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
