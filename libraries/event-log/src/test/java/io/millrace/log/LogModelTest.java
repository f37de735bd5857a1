package io.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.testing.Batches;
import io.millrace.log.testing.SimulatedDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any sequence of operations, kills and power cuts among them, against a list of batches. */
class LogModelTest {
    private static final Path PATH = Path.of("/data");
    private static final int STEPS = 60;

    /** The log as a list: what was appended and not truncated, and how much of it is durable. */
    private static final class Model {
        final List<ByteBuffer> batches = new ArrayList<>();
        final List<Long> offsets = new ArrayList<>();
        long end;
        long durable;
        long start;

        void append(ByteBuffer batch, long next) {
            batches.add(batch);
            offsets.add(end);
            end = next;
        }

        void truncate(long newEnd) {
            while (!offsets.isEmpty() && offsets.getLast() >= newEnd) {
                batches.removeLast();
                offsets.removeLast();
            }
            end = newEnd;
            durable = Math.min(durable, newEnd);
            start = Math.min(start, newEnd);
        }
    }

    @Property(tries = 120)
    void behavesLikeAListOfBatches(@ForAll long seed) {
        Random random = new Random(seed);
        SimulatedDisk disk = new SimulatedDisk();
        Model model = new Model();
        LogConfig config =
                LogConfig.defaults()
                        .withSegmentBytes(1024 + random.nextInt(8192))
                        .withIndexIntervalBytes(512);
        LogDirectory directory = open(disk);
        EventLog log = EventLog.open(directory, "log", config);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(12)) {
                case 0, 1 -> model.durable = log.flush();
                case 2 -> directory.checkpoint();
                case 3 -> log.roll();
                case 4 -> truncate(log, model, random);
                case 5 -> delete(log, model, random);
                case 6 -> {
                    if (random.nextBoolean()) {
                        log.close();
                        directory.closeCleanly(1);
                        model.durable = model.end;
                    }
                    boolean power = random.nextBoolean();
                    disk = power ? disk.afterPowerCut(c -> random.nextBoolean()) : disk.afterKill();
                    directory = open(disk);
                    log = EventLog.open(directory, "log", config);
                    assertThat(log.health()).as("seed %d", seed).isEqualTo(LogHealth.GOOD);
                    assertThat(log.logEndOffset()).isBetween(model.durable, model.end);
                    model.truncate(log.logEndOffset());
                    model.durable = log.logEndOffset();
                }
                default -> {
                    ByteBuffer batch =
                            Batches.of(
                                    1 + random.nextInt(5), random.nextInt(400), random.nextInt());
                    log.append(batch.duplicate(), 1 + step / 20, 1_000 * step);
                    model.append(batch, log.logEndOffset());
                }
            }
            check(log, model, seed);
        }
    }

    private static LogDirectory open(SimulatedDisk disk) {
        return LogDirectory.open(disk, PATH, new DirectoryConfig(OptionalLong.of(0), 8));
    }

    private static void truncate(EventLog log, Model model, Random random) {
        long offset = model.start + random.nextLong(model.end - model.start + 1);
        log.truncateTo(offset);
        assertThat(log.logEndOffset()).isLessThanOrEqualTo(offset);
        model.truncate(log.logEndOffset());
        assertThat(model.end).isEqualTo(log.logEndOffset());
    }

    private static void delete(EventLog log, Model model, Random random) {
        if (model.durable > model.start) {
            model.start += random.nextLong(model.durable - model.start);
            log.deleteBefore(model.start);
        }
    }

    private static void check(EventLog log, Model model, long seed) {
        assertThat(log.logEndOffset()).as("seed %d", seed).isEqualTo(model.end);
        assertThat(log.logStartOffset()).as("seed %d", seed).isEqualTo(model.start);
        List<ByteBuffer> expected = new ArrayList<>();
        for (int i = 0; i < model.batches.size(); i++) {
            long next = i + 1 < model.offsets.size() ? model.offsets.get(i + 1) : model.end;
            if (next > model.start) {
                expected.add(model.batches.get(i).duplicate());
            }
        }
        assertThat(Batches.readAll(log)).as("seed %d", seed).isEqualTo(expected);
        assertThat(log.producers().nextOffset()).isLessThanOrEqualTo(model.end);
    }
}
