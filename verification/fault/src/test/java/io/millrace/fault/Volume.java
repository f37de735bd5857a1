package io.millrace.fault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** A file system of the test's own: ext4 in a file, or memory of a fixed size. Needs root. */
final class Volume implements AutoCloseable {
    private final Path mountPoint;

    private Volume(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    static void assumeCanMount() {
        Assumptions.assumeTrue(
                Shell.succeeds("unshare", "--mount", "true")
                        && Shell.succeeds("losetup", "-f")
                        && "0".equals(Shell.run("id", "-u").strip()),
                "needs root and loop devices to mount a volume of its own");
    }

    static Volume ext4(Path image, Path mountPoint, int mebibytes) {
        Shell.run("truncate", "-s", mebibytes + "M", image.toString());
        Shell.run("mkfs.ext4", "-q", "-F", image.toString());
        return mountImage(image, mountPoint);
    }

    /** The journal commits only when asked to, so that a copy holds what was synced and no more. */
    static Volume mountImage(Path image, Path mountPoint) {
        directory(mountPoint);
        Shell.run("mount", "-o", "loop,commit=300", image.toString(), mountPoint.toString());
        return new Volume(mountPoint);
    }

    static Volume memory(Path mountPoint, int mebibytes) {
        directory(mountPoint);
        Shell.run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + mebibytes + "m",
                "tmpfs",
                mountPoint.toString());
        return new Volume(mountPoint);
    }

    private static void directory(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path() {
        return mountPoint;
    }

    @Override
    public void close() {
        Shell.run("umount", "-l", mountPoint.toString());
    }
}
