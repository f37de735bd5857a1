package io.millrace.fault.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A file system of the test's own: ext4 in a file, or memory of a fixed size. Needs {@link
 * Capability#ROOT} and {@link Capability#VOLUMES}. Owned by the test.
 */
public final class Volume implements AutoCloseable {
    private final Optional<Path> image;
    private final Path mountPoint;

    private Volume(Optional<Path> image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
        mount();
    }

    public static Volume ext4(Path image, Path mountPoint, int mebibytes) {
        Shell.run("truncate", "-s", mebibytes + "M", image.toString());
        Shell.run("mkfs.ext4", "-q", "-F", image.toString());
        return ofImage(image, mountPoint);
    }

    public static Volume ofImage(Path image, Path mountPoint) {
        return new Volume(Optional.of(image), directory(mountPoint));
    }

    public static Volume memory(Path mountPoint, int mebibytes) {
        String size = "size=" + mebibytes + "m";
        Shell.run("mount", "-t", "tmpfs", "-o", size, "tmpfs", directory(mountPoint).toString());
        return new Volume(Optional.empty(), mountPoint);
    }

    private static Path directory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The journal commits only when asked to, so that a copy holds what was synced and no more. */
    private void mount() {
        image.ifPresent(
                file ->
                        Shell.run(
                                "mount",
                                "-o",
                                "loop,commit=300",
                                file.toString(),
                                mountPoint.toString()));
    }

    public Path path() {
        return mountPoint;
    }

    /** What was written up to now survives power cuts. */
    public void sync() {
        Shell.run("sync", "-f", mountPoint.toString());
    }

    /**
     * What a power cut would leave now: what was never synced is not in the copy, unless the kernel
     * has written it back by itself. Whoever writes meanwhile should be stopped, or the copy is not
     * of one moment.
     */
    public void copyTo(Path copy) {
        Shell.run("cp", "--sparse=always", image().toString(), copy.toString());
    }

    /** Goes on with a copy in place of what is mounted, which nobody may use any more. */
    public void replaceBy(Path copy) {
        close();
        try {
            Files.move(copy, image(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mount();
    }

    Path image() {
        return image.orElseThrow(() -> new IllegalStateException("Memory has no image"));
    }

    /** Leaves no byte free. */
    public void fill() {
        byte[] block = new byte[1 << 20];
        try (OutputStream filler = Files.newOutputStream(filler())) {
            for (int size = block.length; size > 0; size /= 16) {
                try {
                    while (true) {
                        filler.write(block, 0, size);
                    }
                } catch (IOException full) {
                    // That is what it is for; smaller pieces may still find room.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives back what {@link #fill} took, for good: a power cut must not bring it back. */
    public void release() {
        try {
            Files.deleteIfExists(filler());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sync();
    }

    private Path filler() {
        return mountPoint.resolve("filler");
    }

    @Override
    public void close() {
        Shell.run("umount", "-l", mountPoint.toString());
    }
}
