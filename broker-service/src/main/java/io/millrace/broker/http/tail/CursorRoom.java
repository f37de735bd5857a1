package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.tail.TailOpening.Opened;
import io.millrace.broker.http.tail.cursor.Cursor;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;

/** How long a position may be, so that its reader can come back with it. */
enum CursorRoom {
    /** A cursor as the id of events: a browser sends it in a header, through any proxy. */
    EVENT_ID(6_000),
    /** The JSON id of EventStreams, likewise. */
    EVENT_STREAMS_ID(6_000),
    /** A cursor that a program puts into a query. */
    QUERY(CursorRoom.LENGTH_MAX);

    /** Less than what is taken back, {@link Cursor#LENGTH_MAX}: offsets get longer. */
    private static final int LENGTH_MAX = 10_000;

    private final int lengthMax;

    CursorRoom(int lengthMax) {
        this.lengthMax = lengthMax;
    }

    /**
     * @throws MillraceException if the positions of a subscription are too long; those of one that
     *     goes on may have grown
     */
    void check(Opened opened) {
        int max = opened.resumed() ? LENGTH_MAX : lengthMax;
        TailPositions positions = opened.positions();
        JsonBytes position = new JsonBytes(512);
        switch (this) {
            case EVENT_ID, QUERY -> positions.writeCursor(position);
            case EVENT_STREAMS_ID -> positions.writeEventStreamsId(position);
        }
        if (position.size() > max) {
            throw Problem.of(
                            ErrorCode.TOO_MANY_PARTITIONS,
                            "The position in "
                                    + positions.size()
                                    + " partitions does not fit into a cursor")
                    .with("partitions", positions.size())
                    .asException();
        }
    }
}
