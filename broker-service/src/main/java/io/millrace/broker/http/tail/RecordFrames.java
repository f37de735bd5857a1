package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;

/** How records are told. Owned by the reader's thread. */
interface RecordFrames {
    /** Called when the position has moved behind the record; true if it was told with it. */
    boolean record(JsonBytes out, TailPosition at, TailRecord record);

    void gap(JsonBytes out, Gap gap);
}
