package io.millrace.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.log.DirectoryConfig;
import io.millrace.log.EventLog;
import io.millrace.log.LogConfig;
import io.millrace.log.LogDirectory;
import io.millrace.log.compaction.Batches.Row;
import io.millrace.log.testing.SimulatedDisk;
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
 * Cuts the power before every disk operation of a cleaning, and opens what may then be on disk: the
 * latest record of every key is there, and the log can be cleaned and written to again.
 */
class CleanerCrashStatesTest {
    private static final Path PATH = Path.of("/data");
    private static final LogConfig CONFIG =
            LogConfig.defaults().withSegmentBytes(1024).withIndexIntervalBytes(512);
    private static final DirectoryConfig DIRECTORY = new DirectoryConfig(OptionalLong.of(0), 64);
    private static final CompactionPolicy POLICY = new CompactionPolicy(0, 0, 1_000, 1024);
    private static final CleanerLimits LIMITS = new CleanerLimits(1024, 4096, 1 << 20);

    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private interface Pattern {
        void run(EventLog log);
    }

    @Test
    void everyCrashInACleaningLeavesTheLatestRecords() {
        explore(log -> clean(log, 5_000), true);
    }

    @Test
    void everyCrashInASecondCleaningLeavesTheLatestRecords() {
        explore(
                log -> {
                    clean(log, 5_000);
                    fill(log, 10, 5, 5);
                    log.flush();
                    clean(log, 5_500);
                },
                true);
    }

    @Test
    void everyCrashInATruncationOfACleanedLogLeavesAWholeLog() {
        explore(
                log -> {
                    clean(log, 5_000);
                    log.truncateTo(log.segments().getFirst().endOffset() - 1);
                },
                false);
    }

    private static void explore(Pattern pattern, boolean keepsAllKeys) {
        explore(pattern, keepsAllKeys, false);
        explore(pattern, keepsAllKeys, true);
    }

    /** With {@code fails}, one operation throws, the process cleans up, and then comes the cut. */
    private static void explore(Pattern pattern, boolean keepsAllKeys, boolean fails) {
        boolean finished = false;
        long states = 0;
        for (int operations = 0; !finished; operations++) {
            var disk = new SimulatedDisk();
            LogDirectory directory = LogDirectory.open(disk, PATH, DIRECTORY);
            EventLog log = EventLog.open(directory, "log", CONFIG);
            fill(log, 20, 5, 0);
            log.flush();
            List<Row> before = keepsAllKeys ? rows(log) : List.of();
            int[] left = {operations};
            disk.beforeOperation(
                    operation -> {
                        if (left[0] == 0 || (!fails && left[0] < 0)) {
                            left[0]--;
                            throw new PowerCut();
                        }
                        left[0]--;
                    });
            try {
                pattern.run(log);
                finished = true;
            } catch (PowerCut e) {
                // now look at what is left
            }
            disk.beforeOperation(operation -> {});
            for (IntPredicate survives : subsets(disk.pendingChanges(), operations)) {
                check(disk.afterPowerCut(survives), before, "cut before operation " + operations);
                states++;
            }
        }
        assertThat(states).isGreaterThan(100);
    }

    /** What was there before is there still, unless a later record of its key is. */
    private static void check(SimulatedDisk disk, List<Row> before, String when) {
        LogDirectory directory = LogDirectory.open(disk, PATH, DIRECTORY);
        EventLog log = EventLog.open(directory, "log", CONFIG);
        assertThat(log.health().isOk()).as(when + ": " + log.health()).isTrue();
        List<Row> rows = rows(log);
        Map<String, Row> latest = latest(rows);
        long end = log.logEndOffset();
        for (Row row : before) {
            if (row.offset() < end) {
                assertThat(latest).as(when).containsKey(row.key());
                assertThat(rows.contains(row) || latest.get(row.key()).offset() > row.offset())
                        .as(when + ": " + row)
                        .isTrue();
            }
        }
        assertThat(disk.list(PATH.resolve("log")))
                .as(when)
                .noneMatch(name -> name.endsWith(".cleaned"));
        clean(log, 6_000);
        fill(log, 3, 2, 50);
        log.flush();
        Map<String, Row> after = latest(rows(log));
        latest.forEach(
                (key, row) ->
                        assertThat(after.get(key).offset())
                                .as(when)
                                .isGreaterThanOrEqualTo(row.offset()));
    }

    private static void clean(EventLog log, long now) {
        var cleaner = new LogCleaner(LIMITS);
        while (cleaner.clean(log, POLICY, Runnable::run, log.durableEndOffset(), now).isPresent()) {
            // until nothing is dirty
        }
    }

    private static void fill(EventLog log, int batches, int keys, int start) {
        for (int i = start; i < start + batches; i++) {
            long offset = log.logEndOffset();
            String row = "k" + i % keys + "=" + "x".repeat(60) + i;
            log.append(Batches.batch(offset, row).buffer(), 1, offset);
        }
    }

    private static List<Row> rows(EventLog log) {
        return io.millrace.log.testing.Batches.readAll(log).stream()
                .map(Batches::of)
                .flatMap(batch -> Batches.rows(batch).stream())
                .toList();
    }

    private static Map<String, Row> latest(List<Row> rows) {
        Map<String, Row> latest = new HashMap<>();
        rows.forEach(row -> latest.put(row.key(), row));
        return latest;
    }

    private static List<IntPredicate> subsets(int pending, int seed) {
        var random = new Random(seed);
        List<IntPredicate> subsets = new ArrayList<>();
        for (int i = 0; i <= pending; i++) {
            int at = i;
            subsets.add(change -> change < at);
            subsets.add(change -> change != at);
            subsets.add(change -> change == at);
        }
        for (int i = 0; i < 4 && pending > 1; i++) {
            var chosen = new BitSet();
            for (int change = 0; change < pending; change++) {
                chosen.set(change, random.nextBoolean());
            }
            subsets.add(chosen::get);
        }
        return subsets;
    }
}
