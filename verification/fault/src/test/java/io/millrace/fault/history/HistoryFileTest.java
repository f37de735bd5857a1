package io.millrace.fault.history;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.fault.history.Action.Assign;
import io.millrace.fault.history.Action.Commit;
import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Action.Seek;
import io.millrace.fault.history.Action.Send;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {
    private final AtomicLong clock = new AtomicLong();
    @TempDir private Path directory;

    @Test
    void isReadableByPeople() throws Exception {
        // Given
        Path file = directory.resolve("history");
        Records sent = Records.builder().add(17, 40).add(18, 41).add(20, 42).build();

        // When
        write(
                file,
                new Op(0, 3, Type.INVOKE, new Send(2, Acks.ALL, Records.withoutOffsets(40, 41))),
                new Op(0, 3, Type.OK, new Send(2, Acks.ALL, sent)),
                new Op(0, 4, Type.OK, new Poll(2, Records.NONE, -1)),
                new Op(0, 4, Type.INVOKE, new Assign(List.of(0, 2), true)),
                new Op(0, 5, Type.FAIL, new Commit(2, 21), "fenced_member_epoch"));

        // Then
        assertThat(Files.readString(file))
                .isEqualTo(
                        """
                        1 3 invoke send 2 all ?:40,41
                        2 3 ok send 2 all 17:40,41;20:42
                        3 4 ok poll 2 -1 -
                        4 4 invoke assign 0,2 end
                        5 5 fail commit 2 21 !fenced_member_epoch
                        """);
    }

    @Test
    void isReadAsItWasWritten() {
        // Given
        Random random = new Random(4711);
        List<Op> ops = IntStream.range(0, 2_000).mapToObj(i -> any(random, i + 1)).toList();
        Path file = directory.resolve("history");

        // When
        write(file, ops.toArray(Op[]::new));

        // Then
        assertThat(read(file)).isEqualTo(ops);
    }

    @Test
    void isReadableUpToWhereItsWriterDied() throws Exception {
        // Given
        Random random = new Random(4712);
        List<Op> ops = IntStream.range(0, 12).mapToObj(i -> any(random, i + 1)).toList();
        Path whole = directory.resolve("whole");
        write(whole, ops.toArray(Op[]::new));
        byte[] bytes = Files.readAllBytes(whole);

        for (int length = 0; length <= bytes.length; length++) {
            // When
            byte[] torn = Arrays.copyOf(bytes, length);
            Path file = Files.write(directory.resolve("torn"), torn);

            // Then
            int lines = (int) new String(torn, US_ASCII).lines().count();
            boolean endsInALine = length == 0 || torn[length - 1] == '\n';
            assertThat(read(file)).isEqualTo(ops.subList(0, endsInALine ? lines : lines - 1));
        }
    }

    @Test
    void namesTheLineThatIsNone() throws Exception {
        // Given
        Path file = directory.resolve("history");
        Files.writeString(file, "1 3 ok seek 2 0\n2 3 ok seek 2\n");

        // When / Then
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("line 2");
    }

    private void write(Path file, Op... ops) {
        try (HistoryWriter writer = HistoryWriter.create(file, clock::incrementAndGet)) {
            Stream.of(ops)
                    .forEach(op -> writer.append(op.process(), op.type(), op.action(), op.error()));
        }
    }

    private static List<Op> read(Path file) {
        List<Op> ops = new ArrayList<>();
        History.read(file).forEach(ops::add);
        return ops;
    }

    private static Op any(Random random, long nanos) {
        int partition = random.nextInt(5);
        long number = random.nextLong(-1, 1_000_000);
        Action action =
                switch (random.nextInt(5)) {
                    case 0 ->
                            new Send(partition, Acks.values()[random.nextInt(3)], records(random));
                    case 1 -> new Poll(partition, records(random), number);
                    case 2 ->
                            new Assign(
                                    random.ints(random.nextInt(4), 0, 9).boxed().toList(),
                                    random.nextBoolean());
                    case 3 -> new Seek(partition, number);
                    default -> new Commit(partition, number);
                };
        String error = random.nextInt(4) == 0 ? "request_timed_out" : "";
        return new Op(nanos, random.nextInt(20), Type.values()[random.nextInt(4)], action, error);
    }

    private static Records records(Random random) {
        Records.Builder records = Records.builder();
        long offset = random.nextLong(1_000);
        for (int i = random.nextInt(6); i > 0; i--) {
            offset += random.nextInt(4) == 0 ? 2 : 1;
            records.add(random.nextInt(5) == 0 ? Records.UNKNOWN : offset, random.nextLong());
        }
        return records.build();
    }
}
