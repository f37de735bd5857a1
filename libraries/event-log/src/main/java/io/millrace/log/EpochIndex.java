package io.millrace.log;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** At which offset each leader epoch starts, rising in both. Immutable. */
record EpochIndex(List<EpochStart> starts) {
    static final EpochIndex EMPTY = new EpochIndex(List.of());

    /** The first batch of an epoch. */
    record EpochStart(int epoch, long offset) {}

    EpochIndex {
        starts = List.copyOf(starts);
    }

    /** With a batch of this epoch at this offset; the same index if it starts nothing. */
    EpochIndex with(int epoch, long offset) {
        if (!starts.isEmpty() && starts.getLast().epoch() >= epoch) {
            return this;
        }
        List<EpochStart> longer = new ArrayList<>(starts);
        longer.add(new EpochStart(epoch, offset));
        return new EpochIndex(longer);
    }

    EpochIndex before(long endOffset) {
        return new EpochIndex(starts.stream().filter(s -> s.offset() < endOffset).toList());
    }

    /**
     * What a segment has to remember: the epoch that it begins with, and those that start in it.
     */
    List<EpochStart> between(long baseOffset, long endOffset) {
        List<EpochStart> within = new ArrayList<>();
        for (EpochStart start : starts) {
            if (start.offset() <= baseOffset) {
                within.clear();
                within.add(new EpochStart(start.epoch(), baseOffset));
            } else if (start.offset() < endOffset) {
                within.add(start);
            }
        }
        return within;
    }

    /** Those of a log that begins at an offset, up to an end. */
    int startsBetween(long logStart, long end) {
        int count = 0;
        for (EpochStart start : starts) {
            boolean surely = start.offset() > logStart || start.offset() == 0;
            if (surely && start.offset() >= logStart && start.offset() < end) {
                count++;
            }
        }
        return count;
    }

    OptionalInt last() {
        return starts.isEmpty() ? OptionalInt.empty() : OptionalInt.of(starts.getLast().epoch());
    }

    EpochEnd endOf(int epoch, long logEndOffset) {
        long end = logEndOffset;
        for (int i = starts.size() - 1; i >= 0; i--) {
            EpochStart start = starts.get(i);
            if (start.epoch() <= epoch) {
                return new EpochEnd(start.epoch(), end);
            }
            end = start.offset();
        }
        return new EpochEnd(-1, -1);
    }
}
