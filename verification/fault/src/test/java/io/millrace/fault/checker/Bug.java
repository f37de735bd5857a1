package io.millrace.fault.checker;

import static io.millrace.fault.checker.Edits.exchangeRecords;
import static io.millrace.fault.checker.Edits.exchangeValues;
import static io.millrace.fault.checker.Edits.join;
import static io.millrace.fault.checker.Edits.with;
import static io.millrace.fault.checker.Edits.withHighWatermark;
import static io.millrace.fault.checker.Edits.without;

import java.util.function.Predicate;

/** What a broken log would have done to a history, and what is to be found then. */
enum Bug {
    ACKNOWLEDGED_VALUE_VANISHES(
            Anomaly.LOST_WRITE,
            h -> h.withValue(v -> h.isAcknowledged(v) && h.isRead(v), h::removeFromPolls)),
    LAST_VALUE_IS_NOT_SERVED(
            Anomaly.UNSEEN,
            h -> h.withValue(v -> h.isAcknowledged(v) && h.isLast(v), h::removeFromPolls)),
    VALUE_IS_APPENDED_TWICE(
            Anomaly.DUPLICATE,
            h -> h.editPoll(1, p -> with(p, h.value(p, 0), h.lastOffset(p) + 1_000))),
    OFFSETS_ARE_GIVEN_TWICE(
            Anomaly.INCONSISTENT_OFFSETS, h -> h.editPoll(2, p -> exchangeValues(p, 0, 1))),
    FETCH_LEAVES_A_RECORD_OUT(Anomaly.INT_POLL_SKIP, h -> h.editPoll(3, p -> without(p, 1))),
    FETCH_IS_OUT_OF_ORDER(
            Anomaly.INT_NONMONOTONIC_POLL, h -> h.editPoll(2, p -> exchangeRecords(p, 0, 1))),
    BATCHES_OVERTAKE_EACH_OTHER(Anomaly.INT_NONMONOTONIC_SEND, h -> h.exchangePlaces(true)),
    REQUESTS_OVERTAKE_EACH_OTHER(Anomaly.NONMONOTONIC_SEND, h -> h.exchangePlaces(false)),
    NEXT_FETCH_BEGINS_TOO_LATE(
            Anomaly.POLL_SKIP, h -> h.editFollowingPoll((_, p) -> without(p, 0))),
    NEXT_FETCH_BEGINS_TOO_EARLY(
            Anomaly.NONMONOTONIC_POLL, h -> h.editFollowingPoll((before, p) -> join(before, p))),
    REFUSED_VALUE_IS_APPENDED(Anomaly.G1A, h -> h.withValue(h::isRead, h::refuse)),
    READERS_SEE_WHAT_IS_NOT_COMMITTED(
            Anomaly.PRECOMMITTED_READ,
            h -> h.withValue(v -> h.isUnknown(v) && !h.isRead(v), h::showOnce)),
    GARBAGE_IS_SERVED(Anomaly.PHANTOM_READ, h -> h.withValue(h::isRead, h::removeFromSends)),
    RECORDS_COME_FROM_ABOVE_THE_HIGH_WATERMARK(
            Anomaly.READ_ABOVE_HIGH_WATERMARK,
            h -> h.editPoll(1, p -> withHighWatermark(p, h.lastOffset(p)))),
    HIGH_WATERMARK_IS_FORGOTTEN(
            Anomaly.HIGH_WATERMARK_REGRESS,
            h ->
                    h.editFollowingPoll(
                            (before, p) -> withHighWatermark(p, before.highWatermark() - 1)));

    private final Anomaly anomaly;
    private final Predicate<EditedHistory> planting;

    Bug(Anomaly anomaly, Predicate<EditedHistory> planting) {
        this.anomaly = anomaly;
        this.planting = planting;
    }

    Anomaly anomaly() {
        return anomaly;
    }

    /** False if this history has no place for it. */
    boolean into(EditedHistory history) {
        return planting.test(history);
    }
}
