package io.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.testing.Batches;
import io.millrace.log.testing.SimulatedDisk;
import io.millrace.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/**
 * Cuts the power before every single disk operation of a write pattern, and recovers from what may
 * then be on disk: each prefix of the changes that were not forced, each of them missing alone,
 * each of them there alone, and random subsets of 512-byte sectors and names.
 */
class CrashStatesTest {
    private static final Path PATH = Path.of("/data");
    private static final LogConfig CONFIG =
            LogConfig.defaults().withSegmentBytes(2048).withIndexIntervalBytes(512);
    private static final int RANDOM_SUBSETS = 12;

    /** What a client may rely on at a moment; and all content that was ever at an offset. */
    static final class Promise {
        long durableEnd;
        long logStart;
        final Map<Long, List<ByteBuffer>> written = new HashMap<>();
    }

    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    interface Pattern {
        void run(LogDirectory directory, EventLog log, Promise promise);
    }

    @Test
    void appendsAndFlushesSurvive() {
        explore(
                (directory, log, promise) -> {
                    for (int i = 0; i < 6; i++) {
                        append(log, promise, 1 + i % 3, 1);
                        flush(log, promise);
                    }
                });
    }

    @Test
    void rolledSegmentsSurvive() {
        explore(
                (directory, log, promise) -> {
                    for (int i = 0; i < 4; i++) {
                        append(log, promise, 9, i);
                    }
                    flush(log, promise);
                    append(log, promise, 9, 4);
                    append(log, promise, 9, 5);
                    flush(log, promise);
                });
    }

    @Test
    void checkpointsNeverClaimTooMuch() {
        explore(
                (directory, log, promise) -> {
                    for (int i = 0; i < 5; i++) {
                        append(log, promise, 5, 1);
                        flush(log, promise);
                        log.noteHighWatermark(log.durableEndOffset());
                        directory.checkpoint();
                        append(log, promise, 2, 1);
                    }
                });
    }

    @Test
    void truncationIsHonest() {
        explore(
                (directory, log, promise) -> {
                    for (int i = 0; i < 7; i++) {
                        append(log, promise, 6, 1);
                    }
                    flush(log, promise);
                    directory.checkpoint();
                    truncate(log, promise, 20);
                    append(log, promise, 4, 2);
                    append(log, promise, 4, 2);
                    flush(log, promise);
                    directory.checkpoint();
                    truncate(log, promise, 3);
                    append(log, promise, 2, 3);
                    flush(log, promise);
                });
    }

    @Test
    void truncationOfWhatWasNeverFlushedIsHonest() {
        explore(
                (directory, log, promise) -> {
                    append(log, promise, 6, 1);
                    flush(log, promise);
                    directory.checkpoint();
                    append(log, promise, 9, 1);
                    append(log, promise, 9, 1);
                    truncate(log, promise, 6);
                    append(log, promise, 9, 2);
                    flush(log, promise);
                });
    }

    @Test
    void deletionLeavesWhatIsAboveTheStart() {
        explore(
                (directory, log, promise) -> {
                    for (int i = 0; i < 8; i++) {
                        append(log, promise, 7, i);
                    }
                    flush(log, promise);
                    directory.checkpoint();
                    promise.logStart = 30;
                    log.deleteBefore(30);
                    append(log, promise, 7, 9);
                    flush(log, promise);
                    promise.logStart = log.durableEndOffset();
                    log.deleteBefore(log.durableEndOffset());
                });
    }

    @Test
    void closingAndOpeningAgainLosesNothing() {
        explore(
                (directory, log, promise) -> {
                    append(log, promise, 7, 1);
                    log.close();
                    promise.durableEnd = 7;
                    EventLog again = EventLog.open(directory, "log", CONFIG);
                    append(again, promise, 7, 1);
                    flush(again, promise);
                    again.close();
                    directory.closeCleanly(5);
                });
    }

    @Test
    void aNewBeginningLeavesTheOldLogOrTheNewOne() {
        explore(
                (directory, log, promise) -> {
                    for (int i = 0; i < 6; i++) {
                        append(log, promise, 7, i);
                    }
                    flush(log, promise);
                    directory.checkpoint();
                    append(log, promise, 2, 7);
                    promise.durableEnd = Math.min(42, promise.durableEnd);
                    promise.logStart = 60;
                    log.beginAnewAt(60);
                    promise.durableEnd = 60;
                    appendReplicated(log, promise, 60, 5, 8);
                    flush(log, promise);
                });
    }

    @Test
    void replicatedBatchesWithHolesSurvive() {
        explore(
                (directory, log, promise) -> {
                    appendReplicated(log, promise, 3, 4, 1);
                    flush(log, promise);
                    appendReplicated(log, promise, 7, 4, 1);
                    appendReplicated(log, promise, 20, 4, 2);
                    flush(log, promise);
                    directory.checkpoint();
                    appendReplicated(log, promise, 24, 9, 2);
                    appendReplicated(log, promise, 40, 20, 2);
                    flush(log, promise);
                    truncate(log, promise, 35);
                    appendReplicated(log, promise, 35, 3, 3);
                    flush(log, promise);
                });
    }

    /** As it comes from a leader: with its offset, which may leave a hole, and its epoch. */
    private static void appendReplicated(
            EventLog log, Promise promise, long offset, int records, int epoch) {
        ByteBuffer batch = Batches.of(records, 90, offset * 31 + epoch);
        RecordBatch.at(batch, 0).assign(offset, epoch);
        promise.written.computeIfAbsent(offset, o -> new ArrayList<>()).add(batch.duplicate());
        log.appendReplicated(batch, 1_000 + 500 * offset);
    }

    private static void append(EventLog log, Promise promise, int records, int epoch) {
        ByteBuffer batch = Batches.of(records, 90, log.logEndOffset() * 31 + epoch);
        long offset = log.logEndOffset();
        // Before the call: a crash inside may leave it on disk.
        ByteBuffer expected = batch.duplicate();
        promise.written.computeIfAbsent(offset, o -> new ArrayList<>()).add(expected);
        log.append(batch, epoch, 1_000 + 500 * offset);
    }

    private static void flush(EventLog log, Promise promise) {
        promise.durableEnd = log.flush();
    }

    private static void truncate(EventLog log, Promise promise, long offset) {
        promise.durableEnd = Math.min(promise.durableEnd, 0);
        log.truncateTo(offset);
        promise.durableEnd = log.logEndOffset();
    }

    private static void explore(Pattern pattern) {
        int operations = 0;
        long states = 0;
        boolean finished = false;
        while (!finished) {
            SimulatedDisk disk = new SimulatedDisk();
            Promise promise = new Promise();
            finished = run(pattern, disk, promise, operations);
            Random random = new Random(operations);
            for (IntPredicate survives : subsets(disk.pendingChanges(), random)) {
                check(disk.afterPowerCut(survives), promise, "cut before operation " + operations);
                states++;
            }
            operations++;
        }
        assertThat(states).isGreaterThan(100);
    }

    /** False if the power was cut before the pattern had ended. */
    private static boolean run(Pattern pattern, SimulatedDisk disk, Promise promise, int after) {
        int[] left = {after};
        try {
            LogDirectory directory = LogDirectory.open(disk, PATH, noReserve());
            EventLog log = EventLog.open(directory, "log", CONFIG);
            disk.beforeOperation(
                    operation -> {
                        if (left[0]-- == 0) {
                            throw new PowerCut();
                        }
                    });
            pattern.run(directory, log, promise);
            return true;
        } catch (PowerCut e) {
            return false;
        } finally {
            disk.beforeOperation(operation -> {});
        }
    }

    private static DirectoryConfig noReserve() {
        return new DirectoryConfig(OptionalLong.of(0), 64);
    }

    private static List<IntPredicate> subsets(int pending, Random random) {
        List<IntPredicate> subsets = new ArrayList<>();
        for (int i = 0; i <= pending; i++) {
            int at = i;
            subsets.add(change -> change < at);
            subsets.add(change -> change != at);
            subsets.add(change -> change == at);
        }
        for (int i = 0; i < RANDOM_SUBSETS && pending > 1; i++) {
            BitSet chosen = new BitSet();
            for (int change = 0; change < pending; change++) {
                chosen.set(change, random.nextBoolean());
            }
            subsets.add(chosen::get);
        }
        return subsets;
    }

    private static void check(SimulatedDisk disk, Promise promise, String when) {
        LogDirectory directory = LogDirectory.open(disk, PATH, noReserve());
        EventLog log = EventLog.open(directory, "log", CONFIG);
        assertThat(log.health()).as(when).isEqualTo(LogHealth.GOOD);
        assertThat(log.logEndOffset()).as(when).isGreaterThanOrEqualTo(promise.durableEnd);
        assertThat(log.logStartOffset()).as(when).isLessThanOrEqualTo(promise.logStart);
        assertThat(log.durableEndOffset()).as(when).isEqualTo(log.logEndOffset());
        for (ByteBuffer batch : Batches.readAll(log)) {
            assertThat(promise.written.get(batch.getLong(0))).as(when).contains(batch);
        }
        // Recovered for good: a second cut, without a write between, changes nothing.
        EventLog again =
                EventLog.open(
                        LogDirectory.open(disk.afterPowerCut(c -> false), PATH, noReserve()),
                        "log",
                        CONFIG);
        assertThat(again.health()).as(when).isEqualTo(LogHealth.GOOD);
        assertThat(again.logEndOffset()).as(when).isEqualTo(log.logEndOffset());
        long end = again.logEndOffset();
        again.append(Batches.of(3, 90, 5), 99, 1_000_000);
        assertThat(again.flush()).as(when).isEqualTo(end + 3);
    }
}
