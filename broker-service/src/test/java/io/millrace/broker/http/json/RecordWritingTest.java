package io.millrace.broker.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class RecordWritingTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final RecordHeader JSON = header("content-type", "application/json");

    @Example
    void writesJsonAsValueOnOneLine() {
        // When
        String line = write("{\"n\":\r\n 1}", "", JSON);

        // Then
        assertThat(line)
                .isEqualTo(
                        "{\"topic\":\"orders\",\"partition\":2,\"offset\":152,\"timestamp\":"
                                + "\"2026-05-04T10:00:00.123Z\",\"key\":\"k\\\"\\u0000\",\"headers\":"
                                + "[{\"name\":\"content-type\",\"value\":\"application/json\"}],\"value\":{\"n\":"
                                + "   1}}");
    }

    @Example
    void neverWritesAsValueWhatIsNotExactlyOneJsonText() {
        for (String value :
                List.of(
                        "1}{\"x\":2",
                        "1 2",
                        "",
                        " ",
                        "{",
                        "1,\"offset\":0",
                        "[1]]",
                        "nul",
                        "'a'")) {
            // When
            JsonNode node = MAPPER.readTree(write(value, "application/json"));

            // Then
            assertThat(node.has("value")).as(value).isFalse();
            assertThat(node.get("value_text").asString()).isEqualTo(value);
            assertThat(node.get("offset").asLong()).isEqualTo(152);
        }
    }

    @Example
    void aContentTypeDecidesBetweenTheShapes() {
        assertThat(write("5", "text/plain")).contains("\"value_text\":\"5\"");
        assertThat(write("5", "application/json", header("Content-Type", "text/csv")))
                .contains("\"value_text\":\"5\"");
        assertThat(write("5", "")).contains("\"value\":5");
        assertThat(write("five", "")).contains("\"value_text\":\"five\"");
        assertThat(write("5", "application/vnd.x+json; charset=utf-8")).contains("\"value\":5");
        assertThat(write("5", "image/png")).contains("\"value_base64\":\"NQ==\"");
    }

    @Example
    void base64CanBeForced() {
        // Given
        JsonBytes out = new JsonBytes(1);

        // When
        RecordJson.of(0, "", true)
                .write(out, 1, 0, bytes("k"), bytes("{}"), List.of(header("h", "v")));

        // Then
        assertThat(text(out))
                .isEqualTo(
                        "{\"partition\":0,\"offset\":1,\"timestamp\":\"1970-01-01T00:00:00.000Z\","
                                + "\"key_base64\":\"aw==\",\"headers\":[{\"name\":\"h\",\"value\":\"v\"}],"
                                + "\"value_base64\":\"e30=\"}");
    }

    @Example
    void aTombstoneIsNull() {
        // Given
        JsonBytes out = new JsonBytes(1);

        // When
        RecordJson.of(0, "", false).write(out, 1, 0, null, null, List.of());

        // Then
        assertThat(text(out)).endsWith("Z\",\"value\":null}");
    }

    @Property(tries = 500)
    void whateverIsWrittenIsReadAgainByteForByte(
            @ForAll("bytes") byte[] key,
            @ForAll("bytes") byte[] value,
            @ForAll("bytes") byte[] header) {
        // Given
        JsonBytes out = new JsonBytes(16);
        List<RecordHeader> headers = List.of(new RecordHeader("h\n\"", header));

        // When
        RecordJson.of(0, "text/plain", false)
                .write(out, 1, 0, ByteBuffer.wrap(key), ByteBuffer.wrap(value), headers);

        // Then
        String line = text(out);
        assertThat(line).doesNotContain("\n").doesNotContain("\r");
        String envelope =
                line.replace(
                        "\"partition\":0,\"offset\":1,\"timestamp\":\"1970-01-01T00:00:00.000Z\",",
                        "");
        byte[] utf8 = envelope.getBytes(StandardCharsets.UTF_8);
        EnvelopeRead read = RecordJson.readOne(utf8, 0, utf8.length);
        assertThat(read).as(line).isInstanceOf(EnvelopeRead.Envelopes.class);
        Envelope again = ((EnvelopeRead.Envelopes) read).envelopes().getFirst();
        assertThat(again.key()).isEqualTo(ByteBuffer.wrap(key));
        assertThat(again.value()).isEqualTo(ByteBuffer.wrap(value));
        assertThat(again.headers()).isEqualTo(headers);
    }

    @Property(tries = 500)
    void writesTimesAsTheJdkDoes(
            @ForAll @LongRange(min = -62_167_219_200_000L, max = 253_402_300_799_999L) long ms) {
        // When
        String text = Timestamps.format(ms);

        // Then
        assertThat(java.time.Instant.parse(text).toEpochMilli()).isEqualTo(ms);
        assertThat(text).hasSize(24);
    }

    @Property(tries = 300)
    void agreesWithTheJdkOnWhatIsUtf8(@ForAll("bytes") byte[] bytes) {
        // When
        boolean valid = Utf8.isValid(bytes, 0, bytes.length);

        // Then
        String decoded = new String(bytes, StandardCharsets.UTF_8);
        boolean same = java.util.Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), bytes);
        assertThat(valid).isEqualTo(same);
    }

    @Property(tries = 200)
    void writesNumbers(@ForAll long number) {
        assertThat(text(new JsonBytes(1).number(number))).isEqualTo(Long.toString(number));
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        Arbitrary<byte[]> text =
                Arbitraries.strings()
                        .withChars(
                                'a', '"', '\\', '\n', '\r', '\t', '\u0000', '\u001f', 'ü', '€',
                                '\u2028')
                        .ofMaxLength(40)
                        .map(s -> s.getBytes(StandardCharsets.UTF_8));
        return Arbitraries.oneOf(any, text);
    }

    private static String write(String value, String topicContentType, RecordHeader... headers) {
        JsonBytes out = new JsonBytes(1);
        RecordJson.of("orders", 2, topicContentType, false)
                .write(
                        out,
                        152,
                        1_777_888_800_123L,
                        bytes("k\"\u0000"),
                        bytes(value),
                        List.of(headers));
        return text(out);
    }

    private static RecordHeader header(String name, String value) {
        return new RecordHeader(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(JsonBytes out) {
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
}
