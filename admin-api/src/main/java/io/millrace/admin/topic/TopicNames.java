package io.millrace.admin.topic;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;

/** Topic names from paths and bodies. */
final class TopicNames {

    private TopicNames() {}

    /** The name of a topic that should exist: what is no name exists nowhere. */
    static TopicName name(String text) {
        if (!TopicName.isValid(text)) {
            throw Problem.of(
                            ErrorCode.TOPIC_NOT_FOUND,
                            "There is no topic of this name: " + TopicName.objectionTo(text))
                    .asException();
        }
        return new TopicName(text);
    }

    /** The name of a topic that may be new. */
    static TopicName newName(String text) {
        if (!TopicName.isValid(text)) {
            throw Problem.of(ErrorCode.INVALID_TOPIC_NAME, TopicName.objectionTo(text))
                    .with("field", "/name")
                    .asException();
        }
        return new TopicName(text);
    }
}
