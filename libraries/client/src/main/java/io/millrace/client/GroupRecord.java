package io.millrace.client;

import io.millrace.protocol.TopicName;

/**
 * A record that a member of a group was given.
 *
 * @param json the whole record, byte for byte as the broker wrote it
 */
public record GroupRecord(TopicName topic, int partition, long offset, String json) {}
