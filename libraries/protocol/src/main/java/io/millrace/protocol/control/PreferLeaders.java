package io.millrace.protocol.control;

import io.millrace.protocol.TopicId;
import java.util.Optional;

/**
 * Gives leadership back to preferred leaders that are verified.
 *
 * @param topic all of them if empty
 */
public record PreferLeaders(Optional<TopicId> topic) {}
