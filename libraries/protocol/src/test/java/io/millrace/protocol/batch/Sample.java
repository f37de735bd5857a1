package io.millrace.protocol.batch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** A record as the tests compare it. */
record Sample(long timestamp, String key, String value, List<String> headers) {
    static final String NULL = "(null)";

    /** Bytes as text one to one, so that samples print and compare; null has a name of its own. */
    static String text(byte[] bytes) {
        return bytes == null ? NULL : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static String text(ByteBuffer buffer) {
        if (buffer == null) {
            return NULL;
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return text(bytes);
    }

    static byte[] bytes(String text) {
        return text.equals(NULL) ? null : text.getBytes(StandardCharsets.ISO_8859_1);
    }

    byte[] keyBytes() {
        return bytes(key);
    }

    byte[] valueBytes() {
        return bytes(value);
    }

    List<RecordHeader> recordHeaders() {
        List<RecordHeader> all = new ArrayList<>();
        for (String header : headers) {
            int eq = header.indexOf('=');
            all.add(new RecordHeader(header.substring(0, eq), bytes(header.substring(eq + 1))));
        }
        return all;
    }

    static Sample of(RecordCursor cursor) {
        return new Sample(
                cursor.timestamp(),
                text(cursor.key()),
                text(cursor.value()),
                cursor.headers().stream().map(h -> h.name() + "=" + text(h.value())).toList());
    }

    static List<Sample> all(RecordBatch batch, int maxDecompressedBytes) {
        RecordCursor cursor = batch.records(maxDecompressedBytes);
        List<Sample> samples = new ArrayList<>();
        while (cursor.next()) {
            samples.add(of(cursor));
        }
        return samples;
    }

    static Arbitrary<List<Sample>> lists() {
        Arbitrary<Long> timestamps =
                Arbitraries.oneOf(
                        Arbitraries.longs().between(0, 4_000_000_000_000L),
                        Arbitraries.longs().between(1_780_000_000_000L, 1_780_000_001_000L));
        Arbitrary<String> fields =
                Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(1, Arbitraries.just(NULL)),
                        net.jqwik.api.Tuple.of(1, Arbitraries.just("")),
                        net.jqwik.api.Tuple.of(6, text(60)),
                        net.jqwik.api.Tuple.of(1, text(60).map(t -> t.repeat(400))));
        Arbitrary<String> names = Arbitraries.of("a", "b", "trace", "größe", "", "n".repeat(70));
        Arbitrary<String> headers =
                Combinators.combine(names, fields).as((name, value) -> name + "=" + value);
        return Combinators.combine(timestamps, fields, fields, headers.list().ofMaxSize(4))
                .as(Sample::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    private static Arbitrary<String> text(int max) {
        return Arbitraries.strings().withCharRange('\0', '\u00ff').ofMaxLength(max);
    }

    /** Some records that compress well and some that do not, always the same. */
    static List<Sample> fixed() {
        byte[] noise = new byte[300];
        int state = 12345;
        for (int i = 0; i < noise.length; i++) {
            state = state * 1103515245 + 12345;
            noise[i] = (byte) (state >> 16);
        }
        return Arrays.asList(
                new Sample(1_780_000_000_000L, "order-42", "{\"n\":1}", List.of("trace=abc")),
                new Sample(1_780_000_000_007L, NULL, "x".repeat(500), List.of()),
                new Sample(
                        1_779_999_999_990L, "gone", NULL, List.of("a=1", "a=" + NULL, "b=", "a=2")),
                new Sample(1_780_000_000_007L, "", text(noise), List.of()));
    }
}
