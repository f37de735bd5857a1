package io.millrace.coordinator.election;

import java.time.Duration;

/**
 * How coordinators agree on a controller.
 *
 * @param interval how often each says that it lives and looks at the others
 * @param outage after so long without coordination, and without a renewal of the controller's row,
 *     anybody may claim
 * @param generationOutage after so long without coordination for anybody, its generation is left
 *     behind
 * @param jitterMax how much longer one waits, at random, so that not all claim at once
 */
public record ElectionSettings(
        Duration interval, Duration outage, Duration generationOutage, Duration jitterMax) {

    public ElectionSettings {
        requirePositive(interval, "interval");
        requirePositive(outage, "outage");
        requirePositive(generationOutage, "generationOutage");
        requirePositive(jitterMax, "jitterMax");
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive");
        }
    }
}
