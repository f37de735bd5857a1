package io.millrace.coordinator.controller;

import io.millrace.coordinator.state.TopicRules;
import java.time.Duration;

/**
 * How the controller works.
 *
 * @param address how other coordinators reach it
 * @param renewInterval how often it says that it lives
 * @param patience how long a caller waits for an answer
 * @param producerNamesMax how many named producers may ever be
 */
public record ControllerSettings(
        String address,
        Duration renewInterval,
        Duration patience,
        int producerNamesMax,
        TopicRules topics) {

    public ControllerSettings {
        if (renewInterval.isNegative() || renewInterval.isZero()) {
            throw new IllegalArgumentException("renewInterval must be positive");
        }
    }
}
