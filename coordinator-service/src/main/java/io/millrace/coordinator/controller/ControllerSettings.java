package io.millrace.coordinator.controller;

import io.millrace.coordinator.election.ElectionSettings;
import io.millrace.coordinator.state.Moves;
import io.millrace.coordinator.state.TopicRules;
import java.time.Duration;

/**
 * How the controller works.
 *
 * @param address how others reach it
 * @param renewInterval how often it says that it lives
 * @param patience how long a caller waits for an answer
 * @param producerNamesMax how many named producers may ever be
 */
public record ControllerSettings(
        String address,
        Duration renewInterval,
        Duration patience,
        int producerNamesMax,
        TopicRules topics,
        BrokerCare brokers,
        ElectionSettings election) {

    public ControllerSettings {
        requirePositive(renewInterval, "renewInterval");
    }

    /**
     * How it looks after brokers.
     *
     * @param deadline after this much silence a broker is fenced
     * @param recoveryWait how long a partition without a verified member waits for the others
     * @param preferInterval how often leadership goes back to preferred leaders
     * @param preferMax of partitions in one such round
     */
    public record BrokerCare(
            Duration deadline,
            Duration recoveryWait,
            Duration preferInterval,
            int preferMax,
            Moves moves) {

        public BrokerCare {
            requirePositive(deadline, "deadline");
            requirePositive(recoveryWait, "recoveryWait");
            requirePositive(preferInterval, "preferInterval");
        }
    }

    private static void requirePositive(Duration duration, String name) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(name + " must be positive");
        }
    }
}
