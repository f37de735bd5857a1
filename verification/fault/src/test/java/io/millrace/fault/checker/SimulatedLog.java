package io.millrace.fault.checker;

import io.millrace.fault.history.Records;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A correct log, whose end may be dropped above the high watermark, and nowhere else. */
final class SimulatedLog {
    private final List<Long> offsets = new ArrayList<>();
    private final List<Long> values = new ArrayList<>();
    private final Map<Long, Integer> indexes = new HashMap<>();
    private long end;
    private int committed;

    /** The end of what is committed, control records included. */
    private long highWatermark;

    /** A new leader has no more than what is committed, and one record of its own. */
    void failover() {
        offsets.subList(committed, offsets.size()).clear();
        List<Long> dropped = values.subList(committed, values.size());
        dropped.forEach(indexes::remove);
        dropped.clear();
        end = highWatermark;
        appendControl();
    }

    void appendControl() {
        end++;
    }

    void commitSome(Random random) {
        int more = random.nextInt(values.size() - committed + 1);
        committed += more;
        highWatermark =
                Math.max(highWatermark, committed == values.size() ? end : offsets.get(committed));
    }

    void commitAll() {
        committed = values.size();
        highWatermark = end;
    }

    long highWatermark() {
        return highWatermark;
    }

    void appendFirstMissing(long[] wanted) {
        int there = count(wanted);
        if (there < wanted.length) {
            offsets.add(end++);
            indexes.put(wanted[there], values.size());
            values.add(wanted[there]);
        }
    }

    /** How many of these values are there: the first ones, since they are appended in order. */
    int count(long[] wanted) {
        return countBelow(wanted, values.size());
    }

    int countCommitted(long[] wanted) {
        return countBelow(wanted, committed);
    }

    boolean holdsCommitted(long[] wanted) {
        return countCommitted(wanted) == wanted.length;
    }

    Records locate(long[] wanted) {
        Records.Builder records = Records.builder();
        for (long value : wanted) {
            records.add(offsets.get(indexes.getOrDefault(value, -1)), value);
        }
        return records.build();
    }

    Records read(long from, int max) {
        Records.Builder records = Records.builder();
        int read = 0;
        for (int i = indexFrom(from); i < committed && read < max; i++, read++) {
            records.add(offsets.get(i), values.get(i));
        }
        return records.build();
    }

    private int countBelow(long[] wanted, int index) {
        int count = 0;
        for (long value : wanted) {
            count += indexes.getOrDefault(value, Integer.MAX_VALUE) < index ? 1 : 0;
        }
        return count;
    }

    private int indexFrom(long offset) {
        int found = Collections.binarySearch(offsets, offset);
        return found >= 0 ? found : -found - 1;
    }
}
