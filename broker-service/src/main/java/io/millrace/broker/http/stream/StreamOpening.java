package io.millrace.broker.http.stream;

import io.millrace.protocol.Problem;
import java.util.function.Function;

/** What came of the wish for a stream. */
public sealed interface StreamOpening {

    /**
     * It can begin.
     *
     * @param stream says on its line all that there is to say, to the end; owned by one virtual
     *     thread
     */
    record Ready(Function<StreamLine, Runnable> stream) implements StreamOpening {}

    /** It can't begin; one that passes by itself is told inside the stream. */
    record Refused(Problem problem) implements StreamOpening {}

    /** There will be nothing any more: an EventSource must not come back. */
    record Over(Problem problem) implements StreamOpening {}
}
