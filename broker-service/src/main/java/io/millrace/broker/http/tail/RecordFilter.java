package io.millrace.broker.http.tail;

import io.millrace.protocol.batch.RecordHeader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which records a reader wants: those whose key is one of the keys, if keys are given, and that
 * have for each header name one of its values. All comparisons are of whole UTF-8 bytes.
 */
final class RecordFilter {
    static final RecordFilter ALL = new RecordFilter(List.of(), Map.of());

    private final List<byte[]> keys;
    private final Map<String, List<byte[]>> headers;

    private RecordFilter(List<byte[]> keys, Map<String, List<byte[]>> headers) {
        this.keys = keys;
        this.headers = headers;
    }

    static RecordFilter of(List<String> keys, Map<String, List<String>> headers) {
        Map<String, List<byte[]>> wanted = new HashMap<>();
        headers.forEach((name, values) -> wanted.put(name, utf8(values)));
        return new RecordFilter(utf8(keys), wanted);
    }

    boolean isAll() {
        return keys.isEmpty() && headers.isEmpty();
    }

    boolean admits(byte @Nullable [] key, List<RecordHeader> recordHeaders) {
        if (!keys.isEmpty() && (key == null || !isAmong(keys, key))) {
            return false;
        }
        for (Map.Entry<String, List<byte[]>> wanted : headers.entrySet()) {
            if (recordHeaders.stream().noneMatch(h -> fits(h, wanted))) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(RecordHeader header, Map.Entry<String, List<byte[]>> wanted) {
        byte[] value = header.value();
        return value != null
                && header.name().equals(wanted.getKey())
                && isAmong(wanted.getValue(), value);
    }

    private static boolean isAmong(List<byte[]> values, byte[] bytes) {
        return values.stream().anyMatch(value -> Arrays.equals(value, bytes));
    }

    private static List<byte[]> utf8(List<String> texts) {
        return texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    }
}
