package io.millrace.broker.http.tail;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.util.List;

/** What came of the wish to read topics from a start. */
sealed interface TailOpening {
    /**
     * The positions are numbers now, and confirmed by the leaders.
     *
     * @param gaps what the reader has lost since it was here last
     */
    record Opened(TailPositions positions, List<Gap> gaps, boolean resumed) implements TailOpening {
        public Opened {
            gaps = List.copyOf(gaps);
        }
    }

    /** A topic that the reader has read before is deleted. */
    record Gone(TopicName topic) implements TailOpening {
        Problem problem() {
            return Problem.of(ErrorCode.TOPIC_DELETED, "Topic " + topic.value() + " is deleted")
                    .with("topic", topic.value());
        }
    }

    /** It can't be; the problem's code says whether it could be later. */
    record Refused(Problem problem) implements TailOpening {}
}
