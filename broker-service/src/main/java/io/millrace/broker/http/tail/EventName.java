package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.CloudEventReader;
import io.millrace.protocol.batch.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the `event:` of a record says. */
@FunctionalInterface
interface EventName {
    /** Every record is a `message`. */
    EventName MESSAGE = record -> null;

    /** Null for a `message`. */
    @Nullable String of(TailRecord record);

    /** Reads `event_type=ce_type` or `event_type=header:name`. */
    static Optional<EventName> parse(String text) {
        if (text.equals("ce_type")) {
            return Optional.of(record -> header(record, CloudEventReader.HEADER_PREFIX + "type"));
        }
        if (text.startsWith("header:") && text.length() > "header:".length()) {
            String name = text.substring("header:".length());
            return Optional.of(record -> header(record, name));
        }
        return Optional.empty();
    }

    private static @Nullable String header(TailRecord record, String name) {
        for (RecordHeader header : record.headers()) {
            byte[] value = header.value();
            if (value != null && header.name().equals(name)) {
                return new String(value, StandardCharsets.UTF_8);
            }
        }
        return null;
    }
}
