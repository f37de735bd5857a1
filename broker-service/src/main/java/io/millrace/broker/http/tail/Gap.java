package io.millrace.broker.http.tail;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Records that a reader wanted and does not get.
 *
 * @param requested the offset that was next
 * @param resumedAt the offset that is next now; lower than requested after a truncation
 */
record Gap(TailPosition position, long requested, long resumedAt, Reason reason) {
    enum Reason {
        /** Retention was faster than the reader. */
        RETENTION("retention"),
        /** The reader asked to skip when it falls behind too far. */
        SLOW("slow"),
        /** The log was cut below the reader's position: what it has got may be void. */
        LOG_TRUNCATED("log_truncated");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /** The members of the JSON object, in order. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("topic", position.topic().name().value());
        json.put("partition", position.index());
        json.put("requested", requested);
        json.put("resumed_at", resumedAt);
        json.put("reason", reason.text);
        return json;
    }
}
