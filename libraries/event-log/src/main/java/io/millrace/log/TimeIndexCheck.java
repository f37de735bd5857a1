package io.millrace.log;

/**
 * Recovery's look at a time index that was never forced: an entry counts if a batch starts at its
 * offset, if its largest timestamp is right and its append time doesn't go back. What follows the
 * first wrong entry is dropped; batches without an entry get the time of the one before.
 */
final class TimeIndexCheck {
    private final TimeIndex times;
    private int confirmed;
    private long appendTimeMs;

    /** The append time is that of the batch before the segment; −1 if unknown. */
    TimeIndexCheck(TimeIndex times, long appendTimeMsBefore) {
        this.times = times;
        this.appendTimeMs = appendTimeMsBefore;
    }

    long appendTimeOf(long baseOffset, int position, long largestTimestampMs) {
        if (isExhausted()) {
            return appendTimeMs;
        }
        TimeIndex.Entry entry = times.entry(confirmed);
        if (entry.offset() > baseOffset && confirmed > 0) {
            return appendTimeMs;
        }
        if (entry.offset() == baseOffset
                && entry.largestTimestampMs() == largestTimestampMs
                && entry.appendTimeMs() >= appendTimeMs) {
            confirmed++;
            appendTimeMs = entry.appendTimeMs();
            times.indexed(position, appendTimeMs);
        } else {
            times.entries().cut(confirmed);
        }
        return appendTimeMs;
    }

    /** From now on batches need entries of their own. */
    boolean isExhausted() {
        return confirmed >= times.entries().count();
    }

    void finish() {
        times.entries().cut(confirmed);
    }
}
