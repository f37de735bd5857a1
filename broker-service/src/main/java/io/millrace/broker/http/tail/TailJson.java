package io.millrace.broker.http.tail;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The small JSON objects that streams send between records. */
final class TailJson {
    private static final JsonMapper JSON = JsonMapper.shared();

    private TailJson() {}

    static byte[] bytes(Object members) {
        return JSON.writeValueAsBytes(members);
    }

    static Map<String, Object> opening(TailFrames.Opening opening, int partitions) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("session", opening.session());
        json.put("partitions", partitions);
        json.put("resumed", opening.resumed());
        json.put("expires_at", seconds(opening.expiresAt()));
        return json;
    }

    static Map<String, Object> heartbeat(Instant now, long lag) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("t", seconds(now));
        json.put("lag", lag);
        return json;
    }

    static Map<String, Object> end(String reason, String topic) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("reason", reason);
        if (!topic.isEmpty()) {
            json.put("topic", topic);
        }
        return json;
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
