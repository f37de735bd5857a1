package io.millrace.broker.http.tail.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.protocol.TopicName;
import java.util.List;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {
    @Test
    void readsWhatTheDocumentationShows() {
        // When
        Cursor cursor = Cursor.parse("k1~orders!a1B2c3:0@152e3,1@99~pay_ments.eu-1:0@7");

        // Then
        assertThat(cursor.topics()).hasSize(2);
        CursorTopic orders = cursor.topic(new TopicName("orders")).orElseThrow();
        assertThat(orders.tag()).contains("a1B2c3");
        assertThat(orders.positions())
                .containsExactly(
                        new CursorPosition(0, 152, OptionalInt.of(3)),
                        new CursorPosition(1, 99, OptionalInt.empty()));
        assertThat(cursor.topics().getLast().tag()).isEmpty();
        assertThat(cursor.topics().getLast().position(1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "k1",
                "k1~",
                "k2~orders:0@1",
                "k1orders:0@1",
                "k1~orders",
                "k1~orders:",
                "k1~orders:0",
                "k1~orders:0@",
                "k1~orders:@1",
                "k1~orders:0@1,",
                "k1~orders:0@1e",
                "k1~orders:0@-1",
                "k1~orders:0@1,0@2",
                "k1~orders:0@1~orders:1@1",
                "k1~orders!short:0@1e1e1",
                "k1~orders!abc:0@1",
                "k1~..:0@1",
                "k1~or ders:0@1",
                "k1~orders:0@1\n",
                "k1~orders:0@99999999999999999999",
                "k1~orders:9999999999@1",
                "k1~orders:0@1e9999999999",
                "k1~orders:0@9223372036854775808",
            })
    void refusesWhatIsNoCursor(String text) {
        assertThatThrownBy(() -> Cursor.parse(text))
                .isInstanceOf(InvalidCursorException.class)
                .hasMessageMatching(".+");
    }

    @Test
    void refusesWhatIsTooLongUnread() {
        assertThatThrownBy(() -> Cursor.parse("k1~t:" + "1".repeat(Cursor.LENGTH_MAX)))
                .isInstanceOf(InvalidCursorException.class)
                .hasMessageContaining("longer");
    }

    @Property(tries = 300)
    void readsBackWhatItWrote(@ForAll("cursors") Cursor cursor) {
        assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
    }

    @Property(tries = 300)
    void needsNoQuotingInHeaderOrQuery(@ForAll("cursors") Cursor cursor) {
        assertThat(cursor.toString()).matches("[A-Za-z0-9._~!:@,-]+");
    }

    @Property(tries = 500)
    void saysInvalidAndNothingElseForAnyText(@ForAll("almostCursors") String text) {
        try {
            assertThat(Cursor.parse(text).topics()).isNotEmpty();
        } catch (InvalidCursorException expected) {
            assertThat(expected).hasMessageMatching(".+");
        }
    }

    @Provide
    Arbitrary<String> almostCursors() {
        return Arbitraries.strings()
                .withChars("k1~orders!aB9:@,e-\u00e9 ")
                .ofMaxLength(40)
                .map(s -> "k1~" + s);
    }

    @Provide
    Arbitrary<Cursor> cursors() {
        Arbitrary<CursorPosition> position =
                Combinators.combine(
                                Arbitraries.integers().between(0, Integer.MAX_VALUE),
                                Arbitraries.longs().between(0, Long.MAX_VALUE),
                                Arbitraries.integers().between(0, Integer.MAX_VALUE).optional())
                        .as(
                                (partition, offset, epoch) ->
                                        new CursorPosition(
                                                partition,
                                                offset,
                                                epoch.map(OptionalInt::of)
                                                        .orElse(OptionalInt.empty())));
        Arbitrary<List<CursorPosition>> positions =
                position.list().ofMinSize(1).ofMaxSize(8).uniqueElements(CursorPosition::partition);
        Arbitrary<String> name =
                Arbitraries.strings()
                        .withChars("abcXYZ019._-")
                        .ofMinLength(1)
                        .ofMaxLength(20)
                        .filter(TopicName::isValid);
        Arbitrary<String> tag = Arbitraries.strings().withChars("abcXYZ019").ofLength(6);
        return Combinators.combine(name, tag.optional(), positions)
                .as((n, t, p) -> new CursorTopic(new TopicName(n), t, p))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .uniqueElements(CursorTopic::topic)
                .map(Cursor::new);
    }
}
