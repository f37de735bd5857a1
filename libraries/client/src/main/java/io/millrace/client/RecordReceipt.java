package io.millrace.client;

import io.millrace.protocol.TopicName;

/**
 * Where a record is, acknowledged.
 *
 * @param duplicate whether an earlier attempt had already put it there
 */
public record RecordReceipt(TopicName topic, int partition, long offset, boolean duplicate) {}
