package io.millrace.broker.housekeeping;

import java.time.Duration;

/**
 * Something that has to be done again and again.
 *
 * @param name for logs and metrics, such as {@code retention}
 * @param pause from the end of one run to the start of the next
 * @param task may block; a failure is logged and does not end the chore
 */
public record Chore(String name, Duration pause, Runnable task) {
    public Chore {
        if (!pause.isPositive()) {
            throw new IllegalArgumentException("the pause of " + name + " must be positive");
        }
    }
}
