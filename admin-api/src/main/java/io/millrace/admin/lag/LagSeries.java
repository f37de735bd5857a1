package io.millrace.admin.lag;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The last samples of one group in one topic: 24 bytes each, and room only for those that there
 * are. Owned by whoever made it; not for several threads.
 */
final class LagSeries {
    private static final int CELLS = 3;
    private static final int FIRST_ROOM = 15;
    private static final long UNKNOWN = -1;

    private final int capacity;

    /** Time, records and milliseconds of one sample after the other. */
    private long[] cells;

    private int oldest;
    private int size;

    /**
     * @param capacity samples that are kept, at least one
     */
    LagSeries(int capacity) {
        this.capacity = capacity;
        this.cells = new long[CELLS * Math.min(capacity, FIRST_ROOM)];
    }

    void add(LagSample sample) {
        if (size < capacity) {
            makeRoom();
            write(size++, sample);
        } else {
            write(oldest, sample);
            oldest = (oldest + 1) % capacity;
        }
    }

    private void makeRoom() {
        if (cells.length == CELLS * size) {
            cells = Arrays.copyOf(cells, CELLS * Math.min(capacity, 2 * size));
        }
    }

    private void write(int slot, LagSample sample) {
        cells[CELLS * slot] = sample.atMs();
        cells[CELLS * slot + 1] = sample.records().orElse(UNKNOWN);
        cells[CELLS * slot + 2] = sample.lagMs().orElse(UNKNOWN);
    }

    /** The youngest, in order of time. */
    List<LagSample> last(int count) {
        return IntStream.range(Math.max(0, size - count), size)
                .mapToObj(index -> read((oldest + index) % capacity))
                .toList();
    }

    private LagSample read(int slot) {
        return new LagSample(
                cells[CELLS * slot],
                known(cells[CELLS * slot + 1]),
                known(cells[CELLS * slot + 2]));
    }

    private static OptionalLong known(long cell) {
        return cell == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(cell);
    }
}
