package io.millrace.broker.http.tail;

import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;

/** Why a stream ends. */
sealed interface TailEnding {
    /** Its time is over: the reader comes back, perhaps to another broker. */
    record Expired() implements TailEnding {}

    /** The process goes: the reader should come back soon. */
    record Drained() implements TailEnding {}

    /** Something failed, or the reader may not go on. */
    record Failed(Problem problem) implements TailEnding {}

    record TopicDeleted(TopicName topic) implements TailEnding {}

    /** The reader asked to be sent away when it falls behind. */
    record TooSlow() implements TailEnding {}
}
