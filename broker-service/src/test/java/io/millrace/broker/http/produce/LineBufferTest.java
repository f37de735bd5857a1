package io.millrace.broker.http.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.broker.http.limits.ByteBudget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

class LineBufferTest {
    private static final int MAX = 10;

    @Property(tries = 1_000)
    void cutsTheSameLinesHoweverTheBytesCome(
            @ForAll("bodies") String body, @ForAll("cuts") List<Integer> cuts) {
        // Given
        ByteBudget budget = new ByteBudget(1 << 20);
        LineBuffer buffer = new LineBuffer(MAX, budget);
        List<String> lines = new ArrayList<>();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

        // When
        int at = 0;
        for (int i = 0; at < bytes.length; i++) {
            int to = Math.min(bytes.length, at + 1 + cuts.get(i % cuts.size()));
            byte[] chunk = Arrays.copyOfRange(bytes, at, to);
            assertThat(buffer.add(DefaultDataBufferFactory.sharedInstance.wrap(chunk))).isTrue();
            at = to;
            if (cuts.get(i % cuts.size()) % 2 == 0) {
                takeAll(buffer, lines);
            }
        }
        buffer.finish();
        takeAll(buffer, lines);

        // Then
        assertThat(lines).isEqualTo(expected(body));
        buffer.free();
        assertThat(budget.takenBytes()).isZero();
    }

    @Example
    void refusesWhatTheProcessHasNoMemoryFor() {
        // Given
        LineBuffer buffer = new LineBuffer(1 << 20, new ByteBudget(20_000));

        // When
        boolean taken = buffer.add(DefaultDataBufferFactory.sharedInstance.wrap(new byte[30_000]));

        // Then
        assertThat(taken).isFalse();
    }

    private static void takeAll(LineBuffer buffer, List<String> lines) {
        while (buffer.lines() > 0) {
            LineBuffer.Line line = buffer.take();
            lines.add(
                    line.tooLong()
                            ? "too long"
                            : new String(
                                    buffer.array(),
                                    line.from(),
                                    line.to() - line.from(),
                                    StandardCharsets.UTF_8));
        }
    }

    private static List<String> expected(String body) {
        List<String> lines = new ArrayList<>(Arrays.asList(body.split("\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines.stream()
                .map(line -> line.length() > MAX ? "too long" : line.isBlank() ? "" : line)
                .toList();
    }

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.strings()
                .withChars("ab \n")
                .ofMaxLength(15)
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("\n", parts));
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(0, 12).list().ofMinSize(1).ofMaxSize(8);
    }
}
