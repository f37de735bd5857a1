package io.millrace.protocol.control;

import io.millrace.protocol.metadata.TopicMetadata;

/**
 * A topic after a change, or as it would be.
 *
 * @param version of the metadata in which it is so, or a newer one
 */
public record TopicAnswer(long version, TopicMetadata topic) {}
