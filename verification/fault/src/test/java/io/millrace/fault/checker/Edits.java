package io.millrace.fault.checker;

import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Records;

/** Polls that differ in something from another. */
final class Edits {
    private Edits() {}

    static Poll withHighWatermark(Poll poll, long highWatermark) {
        return new Poll(poll.partition(), poll.records(), highWatermark);
    }

    static Poll with(Poll poll, long value, long offset) {
        Records.Builder records = Records.builder();
        copy(poll, records);
        return withRecords(poll, records.add(offset, value));
    }

    static Poll without(Poll poll, int index) {
        Records.Builder records = Records.builder();
        for (int i = 0; i < poll.records().size(); i++) {
            if (i != index) {
                records.add(poll.records().offset(i), poll.records().value(i));
            }
        }
        return withRecords(poll, records);
    }

    static Poll join(Poll first, Poll second) {
        Records.Builder records = Records.builder();
        copy(first, records);
        copy(second, records);
        return withRecords(second, records);
    }

    static Poll exchangeValues(Poll poll, int a, int b) {
        Records.Builder records = Records.builder();
        for (int i = 0; i < poll.records().size(); i++) {
            int other = i == a ? b : i == b ? a : i;
            records.add(poll.records().offset(i), poll.records().value(other));
        }
        return withRecords(poll, records);
    }

    static Poll exchangeRecords(Poll poll, int a, int b) {
        Records.Builder records = Records.builder();
        for (int i = 0; i < poll.records().size(); i++) {
            int other = i == a ? b : i == b ? a : i;
            records.add(poll.records().offset(other), poll.records().value(other));
        }
        return withRecords(poll, records);
    }

    private static Poll withRecords(Poll poll, Records.Builder records) {
        return new Poll(poll.partition(), records.build(), poll.highWatermark());
    }

    private static void copy(Poll from, Records.Builder to) {
        for (int i = 0; i < from.records().size(); i++) {
            to.add(from.records().offset(i), from.records().value(i));
        }
    }
}
