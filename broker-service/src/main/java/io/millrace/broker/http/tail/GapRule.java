package io.millrace.broker.http.tail;

import io.millrace.broker.partition.Offsets;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.Optional;

/** Which refusals of a read are a gap in the stream, and where it goes on. */
final class GapRule {
    private GapRule() {}

    static Optional<Gap.Reason> reason(Problem refusal) {
        if (refusal.code() == ErrorCode.OFFSET_OUT_OF_RANGE) {
            return Optional.of(Gap.Reason.RETENTION);
        }
        return refusal.code() == ErrorCode.LOG_TRUNCATED
                ? Optional.of(Gap.Reason.LOG_TRUNCATED)
                : Optional.empty();
    }

    /** Behind what retention took; where the logs part after a truncation. */
    static long resumedAt(Problem refusal, Offsets offsets, long requested) {
        long logStart = number(refusal, "log_start_offset", offsets.logStart());
        if (refusal.code() == ErrorCode.OFFSET_OUT_OF_RANGE) {
            return logStart;
        }
        long parting = number(refusal, "end_offset", offsets.highWatermark());
        return Math.max(logStart, Math.min(requested, parting));
    }

    /** What the leader that refused has said is newer than what was known before. */
    private static long number(Problem refusal, String member, long otherwise) {
        return refusal.members().get(member) instanceof Number n ? n.longValue() : otherwise;
    }
}
