package io.millrace.protocol.control;

import io.millrace.protocol.TopicId;
import io.millrace.protocol.TopicName;

/** Asks the controller to delete a topic, and no other that has taken its name. */
public record DeleteTopic(TopicName name, TopicId id) {}
