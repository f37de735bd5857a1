package io.millrace.broker.http.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.RecordHeader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeReadingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": 42,  \"total\": 9.90}",
                "1.0E+2",
                "-0",
                "123456789012345678901234567890.12345678901234567890",
                "\"a\\u00e9\\/ü\"",
                "true",
                "[ ]",
                "[1,\n 2,\r\n\t{\"a\":null}]",
                "\"\\ud800\""
            })
    void keepsEveryByteOfAValue(String value) {
        // Given
        byte[] line = utf8("  {\"value\" :  " + value + " , \"key\":\"k\"} ");

        // When
        Envelope envelope = one(line);

        // Then
        assertThat(text(envelope.value())).isEqualTo(value);
        assertThat(text(envelope.key())).isEqualTo("k");
    }

    @Test
    void readsEveryFieldInsideALongerArray() {
        // Given
        byte[] line =
                utf8(
                        "xx{\"key_base64\":\"AAE=\",\"value_text\":\"a\\nb\",\"partition\":3,"
                                + "\"timestamp\":\"2026-05-04T12:00:00.123+02:00\",\"id\":\"r1\",\"headers\":"
                                + "[{\"name\":\"a\",\"value\":\"1\"},{\"value_base64\":\"/w==\",\"name\":\"a\"},"
                                + "{\"name\":\"n\",\"value\":null}]}yy");

        // When
        EnvelopeRead read = RecordJson.readOne(line, 2, line.length - 2);

        // Then
        Envelope envelope = ((EnvelopeRead.Envelopes) read).envelopes().getFirst();
        assertThat(envelope.key()).isEqualTo(ByteBuffer.wrap(new byte[] {0, 1}));
        assertThat(text(envelope.value())).isEqualTo("a\nb");
        assertThat(envelope.partition()).isEqualTo(3);
        assertThat(envelope.timestampMs()).isEqualTo(1_777_888_800_123L);
        assertThat(envelope.id()).contains("r1");
        assertThat(envelope.headers())
                .containsExactly(
                        new RecordHeader("a", utf8("1")),
                        new RecordHeader("a", new byte[] {-1}),
                        new RecordHeader("n", null));
    }

    @Test
    void takesHeadersAsAnObjectInOrder() {
        // When
        Envelope envelope = one(utf8("{\"value\":1,\"headers\":{\"b\":\"2\",\"a\":null}}"));

        // Then
        assertThat(envelope.headers())
                .containsExactly(new RecordHeader("b", utf8("2")), new RecordHeader("a", null));
    }

    @Test
    void nullIsATombstoneAndNoKey() {
        // When
        Envelope envelope = one(utf8("{\"key\":null,\"value\":null,\"timestamp\":0}"));

        // Then
        assertThat(envelope.key()).isNull();
        assertThat(envelope.value()).isNull();
        assertThat(envelope.timestampMs()).isZero();
        assertThat(envelope.partition()).isEqualTo(Envelope.UNSET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "INVALID_REQUEST | {\"key\":\"a\"}",
                "INVALID_REQUEST | {\"value\":1,\"value_text\":\"a\"}",
                "INVALID_REQUEST | {\"value\":1,\"value\":1}",
                "INVALID_REQUEST | {\"value\":1,\"key\":\"a\",\"key_json\":1}",
                "INVALID_REQUEST | {\"value\":1,\"key\":5}",
                "INVALID_REQUEST | {\"value\":1,\"key\":\"\\ud800\"}",
                "INVALID_REQUEST | {\"value_text\":\"\\udc00\"}",
                "INVALID_REQUEST | {\"value_text\":null}",
                "INVALID_REQUEST | {\"value_base64\":\"*\"}",
                "INVALID_REQUEST | {\"value\":1,\"partition\":-1}",
                "INVALID_REQUEST | {\"value\":1,\"partition\":99999999999}",
                "INVALID_REQUEST | {\"value\":1,\"partition\":\"1\"}",
                "INVALID_REQUEST | {\"value\":1,\"headers\":[{\"name\":\"a\"}]}",
                "INVALID_REQUEST | {\"value\":1,\"headers\":[{\"value\":\"a\"}]}",
                "INVALID_REQUEST | {\"value\":1,\"headers\":[\"a\"]}",
                "INVALID_REQUEST | {\"value\":1,\"headers\":{\"a\":{}}}",
                "INVALID_JSON | {\"value\":1,\"headers\":{\"\\ud800\":\"a\"}}",
                "INVALID_REQUEST | [1]",
                "INVALID_REQUEST | 1",
                "INVALID_TIMESTAMP | {\"value\":1,\"timestamp\":\"yesterday\"}",
                "INVALID_TIMESTAMP | {\"value\":1,\"timestamp\":-5}",
                "INVALID_TIMESTAMP | {\"value\":1,\"timestamp\":99999999999999999999}",
                "UNKNOWN_FIELD | {\"valeu\":1}",
                "UNKNOWN_FIELD | {\"value\":1,\"headers\":[{\"name\":\"a\",\"val\":\"b\"}]}",
                "INVALID_JSON | {\"value\":01}",
                "INVALID_JSON | {\"value\":NaN}",
                "INVALID_JSON | {\"value\":1}{\"value\":1}",
                "INVALID_JSON | {\"value\":1",
                "INVALID_JSON | {\"value\":\"a",
                "INVALID_JSON | {\"value\":[}]}",
                "INVALID_JSON | {value:1}",
                "INVALID_JSON | ``",
            })
    void refusesWhatIsNoEnvelope(ErrorCode code, String line) {
        // When
        Problem problem = malformed(utf8(line));

        // Then
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.outcome()).isEqualTo(Outcome.NOT_APPENDED);
        assertThat(problem.detail()).isNotBlank();
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        // Given
        byte[][] values = {
            {(byte) 0xc0, (byte) 0x80}, // overlong
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, // a surrogate
            {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, // beyond Unicode
            {(byte) 0xe2, (byte) 0x82}, // cut off
            {(byte) 0xff}
        };
        for (byte[] value : values) {
            ByteBuffer line = ByteBuffer.allocate(100).put(utf8("{\"value\":\""));
            line.put(value).put(utf8("\"}"));

            // When
            EnvelopeRead read = RecordJson.readOne(line.array(), 0, line.position());

            // Then
            assertThat(read).isInstanceOf(EnvelopeRead.Malformed.class);
        }
    }

    @Test
    void refusesNestingWithoutEnd() {
        // When
        Problem problem = malformed(utf8("{\"value\":" + "[".repeat(100_000)));

        // Then
        assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_JSON);
        assertThat(problem.detail()).hasSizeLessThan(500);
    }

    @Test
    void doesNotTakeNulBytesForUtf16() {
        // Given
        byte[] line = "{\"value\":1}".getBytes(StandardCharsets.UTF_16LE);

        // When
        Problem problem = malformed(line);

        // Then
        assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_JSON);
    }

    @Test
    void readsABatchAndNamesTheRecordThatIsWrong() {
        // Given
        byte[] good = utf8("{ \"records\": [{\"value\":1}, {\"value\":{\"a\":[]}}] }");
        byte[] bad = utf8("{\"records\":[{\"value\":1},{\"value\":2,\"x\":3}]}");

        // When
        EnvelopeRead read = RecordJson.readBatch(good, 0, good.length, 2);
        EnvelopeRead refused = RecordJson.readBatch(bad, 0, bad.length, 2);
        EnvelopeRead tooMany = RecordJson.readBatch(good, 0, good.length, 1);

        // Then
        List<Envelope> envelopes = ((EnvelopeRead.Envelopes) read).envelopes();
        assertThat(envelopes).extracting(e -> text(e.value())).containsExactly("1", "{\"a\":[]}");
        Problem problem = ((EnvelopeRead.Malformed) refused).problem();
        assertThat(problem.members()).containsEntry("record", 1).containsEntry("field", "x");
        assertThat(((EnvelopeRead.Malformed) tooMany).problem().code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    private static Envelope one(byte[] line) {
        EnvelopeRead read = RecordJson.readOne(line, 0, line.length);
        assertThat(read).isInstanceOf(EnvelopeRead.Envelopes.class);
        return ((EnvelopeRead.Envelopes) read).envelopes().getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"value\":[1}", "{\"value\":[", "{\"value\":[1"})
    void saysWhatIsWrongWithoutSpeakingOfTheParser(String line) {
        // When
        Problem problem = malformed(utf8(line));

        // Then
        assertThat(problem.detail())
                .startsWith("Unexpected ")
                .matches(".* \\(at byte [0-9]+\\)")
                .doesNotContain("Source", "StreamRead");
        assertThat(malformed(utf8("{\"value\":NaN}")).detail()).doesNotContain("ReadFeature");
        assertThat(malformed(utf8("{\"value\":" + "[".repeat(1_000))).detail())
                .doesNotContain("StreamRead");
    }

    private static Problem malformed(byte[] line) {
        EnvelopeRead read = RecordJson.readOne(line, 0, line.length);
        assertThat(read).isInstanceOf(EnvelopeRead.Malformed.class);
        return ((EnvelopeRead.Malformed) read).problem();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
}
