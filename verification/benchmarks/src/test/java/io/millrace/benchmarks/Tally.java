package io.millrace.benchmarks;

import io.millrace.protocol.group.MemberAnswer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What came of heartbeats. Any thread. */
final class Tally {
    private final Histogram micros = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
    private final LongAdder answered = new LongAdder();
    private final LongAdder offsets = new LongAdder();
    private final Map<String, LongAdder> failed = new ConcurrentHashMap<>();

    void took(long nanos) {
        micros.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
    }

    /**
     * @param committed how many offsets
     */
    void heard(MemberAnswer answer, int committed) {
        answer.refusal()
                .ifPresentOrElse(
                        refusal -> failed(refusal.code().toString(), 1), answered::increment);
        answer.committed()
                .refused()
                .values()
                .forEach(refusal -> failed("commit: " + refusal.code(), 1));
        offsets.add(committed);
    }

    /** So many were not answered at all. */
    void lost(int beats, RuntimeException why) {
        failed(String.valueOf(why.getMessage()), beats);
    }

    private void failed(String why, int count) {
        failed.computeIfAbsent(why, each -> new LongAdder()).add(count);
    }

    long answered() {
        return answered.sum();
    }

    long offsets() {
        return offsets.sum();
    }

    /** Why how many were refused or lost; empty if none was. */
    Map<String, LongAdder> failures() {
        return new TreeMap<>(failed);
    }

    /** How long calls took. */
    String times() {
        return String.format(
                Locale.ROOT,
                "p50 %.0f ms, p99 %.0f ms, max %.0f ms",
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
    }
}
