package io.millrace.fault.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;

/** What disks do to files. */
public final class Damage {
    private Damage() {}

    /**
     * Flips one bit.
     *
     * @return the position of its byte
     * @throws IllegalArgumentException if the file is empty
     */
    public static long flipBit(Path file, Random random) {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long position = random.nextLong(channel.size());
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8)));
            channel.write(one.flip(), position);
            return position;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Cuts the end off.
     *
     * @return the new size
     * @throws IllegalArgumentException if the file is empty
     */
    public static long truncate(Path file, Random random) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return channel.truncate(random.nextLong(channel.size())).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves the directory, if it is there, and nothing in it. */
    public static void wipe(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                if (!path.equals(directory)) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
