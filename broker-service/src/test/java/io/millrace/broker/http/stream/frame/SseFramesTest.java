package io.millrace.broker.http.stream.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.tail.SseParser;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SseFramesTest {
    @Test
    void writesFieldsAsTheStandardShowsThem() {
        // Given
        JsonBytes out = new JsonBytes(1);

        // When
        SseFrames.retry(out, Duration.ofSeconds(2));
        SseFrames.comment(out, "ka");
        SseFrames.event(out, "gap");
        SseFrames.id(out, id -> id.raw("k1~a:0@1".getBytes(UTF_8)));
        SseFrames.dataAndEnd(out, "{}".getBytes(UTF_8));

        // Then
        assertThat(new String(out.toByteArray(), UTF_8))
                .isEqualTo("retry: 2000\n\n: ka\n\nevent: gap\nid: k1~a:0@1\ndata: {}\n\n");
    }

    @Property(tries = 500)
    void deliversEveryTextWithItsLineBreaksReadAsLf(@ForAll("texts") String text) {
        // When
        List<SseParser.Event> events = parsed(frame(null, text));

        // Then
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().type()).isEqualTo("message");
        assertThat(events.getFirst().data())
                .isEqualTo(text.replace("\r\n", "\n").replace('\r', '\n'));
    }

    @Property(tries = 500)
    void letsNoValueBeginAFieldOrEndAFrame(
            @ForAll("texts") String name, @ForAll("texts") String text) {
        // When
        List<SseParser.Event> events = parsed(frame(name, text));

        // Then
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().lastEventId()).isEqualTo("k1~t:0@1");
        boolean safe = !name.isEmpty() && name.matches("[^\r\n\0]*");
        assertThat(events.getFirst().type()).isEqualTo(safe ? name : "message");
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> hostile =
                Arbitraries.of(
                                "\n",
                                "\r",
                                "\r\n",
                                "\n\n",
                                "data: x",
                                "id: evil",
                                "event: e",
                                "retry: 1",
                                ":",
                                " ",
                                "\0",
                                "é",
                                "\ufeff",
                                "😀")
                        .list()
                        .ofMaxSize(12)
                        .map(parts -> String.join("", parts));
        return Arbitraries.oneOf(
                hostile,
                Arbitraries.strings().excludeChars('\ud800').filter(SseFramesTest::isUnicode));
    }

    private static boolean isUnicode(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }

    private static byte[] frame(String name, String text) {
        JsonBytes out = new JsonBytes(16);
        SseFrames.event(out, name);
        SseFrames.id(out, id -> id.raw("k1~t:0@1".getBytes(UTF_8)));
        SseFrames.dataAndEnd(out, text.getBytes(UTF_8));
        return out.toByteArray();
    }

    private static List<SseParser.Event> parsed(byte[] bytes) {
        SseParser parser = new SseParser();
        return parser.feed(bytes, 0, bytes.length);
    }
}
