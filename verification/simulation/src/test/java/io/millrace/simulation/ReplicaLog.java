package io.millrace.simulation;

import io.millrace.replication.EpochHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One replica's log on its disk. What was not fsynced is lost in a power cut, all of it or its end.
 * Survives the process; the process asks {@link #recover} for it.
 */
final class ReplicaLog implements EpochHistory {

    /**
     * @param id of the record; 0 is the start of an epoch
     */
    record Entry(int epoch, long id) {
        boolean isEpochStart() {
            return id == 0;
        }
    }

    private final List<Entry> entries = new ArrayList<>();
    private long durable;
    private boolean lost;

    long end() {
        return entries.size();
    }

    long durable() {
        return durable;
    }

    int lastEpoch() {
        return entries.isEmpty() ? -1 : entries.getLast().epoch();
    }

    boolean isLost() {
        return lost;
    }

    Entry at(long offset) {
        return entries.get((int) offset);
    }

    List<Entry> from(long offset, int max) {
        int to = (int) Math.min(entries.size(), offset + max);
        return List.copyOf(entries.subList((int) offset, to));
    }

    List<Entry> prefix(long end) {
        return List.copyOf(entries.subList(0, (int) end));
    }

    void append(Entry entry) {
        if (entry.epoch() < lastEpoch()) {
            throw new IllegalStateException(entry + " behind epoch " + lastEpoch());
        }
        entries.add(entry);
    }

    void flush(long to) {
        durable = Math.clamp(to, durable, entries.size());
    }

    /** Durable when it returns. */
    void truncate(long end) {
        while (entries.size() > end) {
            entries.removeLast();
        }
        durable = entries.size();
    }

    void loseUnflushed(Random random) {
        int unflushed = (int) (entries.size() - durable);
        int kept = unflushed == 0 ? 0 : random.nextInt(unflushed + 1);
        while (entries.size() > durable + kept) {
            entries.removeLast();
        }
    }

    /** The disk was replaced, or has lost what was durable; recovery will notice. */
    void wipe(Random random) {
        int kept = entries.isEmpty() ? 0 : random.nextInt(entries.size());
        while (entries.size() > kept) {
            entries.removeLast();
        }
        durable = Math.min(durable, entries.size());
        lost = true;
    }

    /** Moved aside: the replica begins anew. */
    void reset() {
        entries.clear();
        durable = 0;
        lost = false;
    }

    void forgetLoss() {
        lost = false;
    }

    /** What is reported is made durable first. */
    void recover(boolean fsync) {
        if (fsync) {
            durable = entries.size();
        }
    }

    @Override
    public EpochEnd endOf(int epoch) {
        int end = 0;
        int found = -1;
        while (end < entries.size() && entries.get(end).epoch() <= epoch) {
            found = entries.get(end).epoch();
            end++;
        }
        return new EpochEnd(found, end);
    }
}
