package io.millrace.fault.cluster;

import io.millrace.cluster.NodeProcess;
import io.millrace.fault.lab.FailingFsync;
import io.millrace.fault.lab.LabProcess;
import io.millrace.fault.lab.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One process of the cluster, and its disk. Owned by the cluster's thread. */
final class LabNode {
    private static final Pattern REGISTERED =
            Pattern.compile("Registered with the controller.* brokerEpoch=\"(\\d+)\"");

    private final NodeProcess process;
    private final Optional<Volume> disk;
    private final Optional<FailingFsync> fsync;
    private long logBefore;
    private OptionalLong brokerEpoch = OptionalLong.empty();

    LabNode(NodeProcess process, Optional<Volume> disk, Optional<FailingFsync> fsync) {
        this.process = process;
        this.disk = disk;
        this.fsync = fsync;
    }

    String name() {
        return process.name();
    }

    Optional<LabProcess> running() {
        return process.running().map(LabProcess::of);
    }

    Volume disk() {
        return disk.orElseThrow(() -> new IllegalStateException(name() + " has no disk"));
    }

    boolean hasDisk() {
        return disk.isPresent();
    }

    FailingFsync fsync() {
        return fsync.orElseThrow(() -> new IllegalStateException(name() + " has no fsync"));
    }

    void start() {
        if (process.running().isEmpty()) {
            logBefore = process.log().toFile().length();
            brokerEpoch = OptionalLong.empty();
            process.start();
        }
    }

    /** With whomever it has started: the backends of a database would outlive it. */
    void kill() {
        running().ifPresent(LabProcess::killAll);
    }

    void pause() {
        process.pause();
    }

    void resume() {
        process.resume();
    }

    void stop() {
        process.stop();
    }

    /** Of its first registration since it was last started; empty if there was none yet. */
    OptionalLong brokerEpoch() {
        if (brokerEpoch.isEmpty()) {
            Matcher registered = REGISTERED.matcher(logOfThisLife());
            if (registered.find()) {
                brokerEpoch = OptionalLong.of(Long.parseLong(registered.group(1)));
            }
        }
        return brokerEpoch;
    }

    /** So many lines of all its lives. */
    long logged(String words) {
        try (Stream<String> lines = Files.lines(process.log())) {
            return lines.filter(line -> line.contains(words)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String logOfThisLife() {
        try (InputStream log = Files.newInputStream(process.log())) {
            log.skipNBytes(logBefore);
            return new String(log.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
