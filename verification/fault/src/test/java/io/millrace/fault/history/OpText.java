package io.millrace.fault.history;

import io.millrace.fault.history.Action.Assign;
import io.millrace.fault.history.Action.Commit;
import io.millrace.fault.history.Action.Poll;
import io.millrace.fault.history.Action.Seek;
import io.millrace.fault.history.Action.Send;
import java.util.ArrayList;
import java.util.List;

/**
 * Operations as lines, for people and programs.
 *
 * <pre>
 * nanos process type  function
 * 81204 3 invoke send   PARTITION ACKS RECORDS
 * 94410 3 ok     poll   PARTITION HIGH-WATERMARK RECORDS
 * 95127 3 info   assign PARTITION,PARTITION [end]
 * 95127 3 ok     seek   PARTITION OFFSET
 * 95127 3 fail   commit PARTITION OFFSET !error
 * </pre>
 *
 * Records are {@code 17:40,41,42;44:43}: value 40 at offset 17, 41 at 18, 42 at 19, and 43 at 44.
 * {@code ?:40,41} have no offsets; {@code -} are none.
 */
final class OpText {
    private OpText() {}

    static void append(StringBuilder to, Op op) {
        to.append(op.nanos()).append(' ').append(op.process()).append(' ');
        to.append(op.type().word()).append(' ');
        switch (op.action()) {
            case Send send -> {
                to.append("send ").append(send.partition()).append(' ');
                to.append(send.acks().word()).append(' ');
                append(to, send.records());
            }
            case Poll poll -> {
                to.append("poll ").append(poll.partition()).append(' ');
                to.append(poll.highWatermark()).append(' ');
                append(to, poll.records());
            }
            case Assign assign -> {
                to.append("assign ");
                append(to, assign.partitions());
                to.append(assign.toTheEnd() ? " end" : "");
            }
            case Seek seek ->
                    to.append("seek ").append(seek.partition()).append(' ').append(seek.offset());
            case Commit commit ->
                    to.append("commit ")
                            .append(commit.partition())
                            .append(' ')
                            .append(commit.offset());
        }
        if (!op.error().isEmpty()) {
            to.append(" !").append(op.error());
        }
    }

    static void append(StringBuilder to, Records records) {
        if (records.isEmpty()) {
            to.append('-');
        }
        for (int i = 0; i < records.size(); i++) {
            long offset = records.offset(i);
            if (i > 0 && offset == following(records.offset(i - 1))) {
                to.append(',');
            } else {
                to.append(i > 0 ? ";" : "");
                if (offset == Records.UNKNOWN) {
                    to.append('?');
                } else {
                    to.append(offset);
                }
                to.append(':');
            }
            to.append(records.value(i));
        }
    }

    private static void append(StringBuilder to, List<Integer> partitions) {
        if (partitions.isEmpty()) {
            to.append('-');
        }
        for (int i = 0; i < partitions.size(); i++) {
            to.append(i > 0 ? "," : "").append(partitions.get(i));
        }
    }

    /**
     * @throws IllegalArgumentException if it is no such line
     */
    static Op parse(Line line) {
        long nanos = line.number();
        int process = Math.toIntExact(line.number());
        Type type = Type.of(line.word());
        Action action =
                switch (line.word()) {
                    case "send" -> new Send(partition(line), Acks.of(line.word()), records(line));
                    case "poll" -> {
                        int partition = partition(line);
                        long highWatermark = line.number();
                        yield new Poll(partition, records(line), highWatermark);
                    }
                    case "assign" -> new Assign(partitions(line), line.takes("end"));
                    case "seek" -> new Seek(partition(line), line.number());
                    case "commit" -> new Commit(partition(line), line.number());
                    default -> throw line.malformed("no function");
                };
        String error = line.takes("!") ? line.word() : "";
        if (line.hasMore()) {
            throw line.malformed("more than an operation");
        }
        return new Op(nanos, process, type, action, error);
    }

    private static int partition(Line line) {
        return Math.toIntExact(line.number());
    }

    private static List<Integer> partitions(Line line) {
        List<Integer> partitions = new ArrayList<>();
        if (!line.takes("-")) {
            do {
                partitions.add(partition(line));
            } while (line.takes(","));
        }
        return partitions;
    }

    private static Records records(Line line) {
        Records.Builder records = Records.builder();
        if (line.takes("-")) {
            return Records.NONE;
        }
        do {
            long offset = line.takes("?") ? Records.UNKNOWN : line.number();
            if (!line.takes(":")) {
                throw line.malformed("no value");
            }
            records.add(offset, line.number());
            while (line.takes(",")) {
                offset = following(offset);
                records.add(offset, line.number());
            }
        } while (line.takes(";"));
        return records.build();
    }

    private static long following(long offset) {
        return offset == Records.UNKNOWN ? Records.UNKNOWN : offset + 1;
    }
}
