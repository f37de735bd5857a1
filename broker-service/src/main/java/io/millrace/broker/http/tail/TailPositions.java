package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.tail.cursor.Cursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Where a reader stands in all partitions of its subscription. Owned by the stream's thread. */
final class TailPositions {
    private static final byte[] PREFIX = JsonBytes.ascii(Cursor.PREFIX);
    private static final byte[] TOPIC = JsonBytes.ascii("{\"topic\":");
    private static final byte[] PARTITION = JsonBytes.ascii(",\"partition\":");
    private static final byte[] OFFSET = JsonBytes.ascii(",\"offset\":");

    private List<TailTopic> topics;
    private List<TailPosition> all;
    private int turn;

    TailPositions(List<TailTopic> topics) {
        this.topics = List.copyOf(topics);
        this.all = flat();
    }

    List<TailTopic> topics() {
        return topics;
    }

    List<TailPosition> all() {
        return all;
    }

    int size() {
        return all.size();
    }

    /** The position whose turn it is: each comes once before any comes twice. */
    TailPosition nextInTurn() {
        turn = turn + 1 < all.size() ? turn + 1 : 0;
        return all.get(turn);
    }

    /** After a topic got more positions. */
    void renew() {
        all = flat();
    }

    /** After topics came or went. */
    void renew(List<TailTopic> now) {
        topics = List.copyOf(now);
        renew();
    }

    /** Sum of the records that are there and not delivered. */
    long lag() {
        return all.stream().mapToLong(TailPosition::lag).sum();
    }

    void close() {
        all.forEach(TailPosition::close);
    }

    /** The `k1` cursor of now. */
    void writeCursor(JsonBytes out) {
        out.raw(PREFIX);
        for (TailTopic topic : topics) {
            out.raw(topic.cursorHead());
            boolean first = true;
            for (TailPosition position : topic.positions()) {
                if (!first) {
                    out.raw(',');
                }
                first = false;
                out.number(position.index()).raw('@').number(position.next());
                out.raw('e').number(position.lastEpoch());
            }
        }
    }

    String cursor() {
        JsonBytes out = new JsonBytes(128);
        writeCursor(out);
        return new String(out.toByteArray(), StandardCharsets.US_ASCII);
    }

    /** The same as an id of EventStreams. */
    void writeEventStreamsId(JsonBytes out) {
        char separator = '[';
        for (TailPosition position : all) {
            out.raw(separator).raw(TOPIC).string(position.topic().name().value());
            out.raw(PARTITION).number(position.index());
            out.raw(OFFSET).number(position.next()).raw('}');
            separator = ',';
        }
        out.raw(']');
    }

    private List<TailPosition> flat() {
        List<TailPosition> flat = new ArrayList<>();
        topics.forEach(topic -> flat.addAll(topic.positions()));
        return List.copyOf(flat);
    }
}
