package io.millrace.model;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How far a run of the model goes, in the order of the table in the README.
 *
 * @param versions metadata versions
 */
record Bounds(int minIsr, int leaderEpochs, int records, int crashes, int wipes, int versions) {

    private static final String[] MISTAKES = {
        "CountUnflushed",
        "NoMaximalIsr",
        "NoWithdraw",
        "NoLeso",
        "NoBrokerEpoch",
        "NoEpochFence",
        "NoRecoveryFsync",
        "NoMinIsrRule",
        "NoWipeRemoval"
    };

    /**
     * @param behaviour {@code Spec}, or {@code Spec2}, which begins in the middle of a life
     * @param mistakes what is done wrong
     */
    String config(String behaviour, Set<String> mistakes) {
        String switches =
                Arrays.stream(MISTAKES)
                        .map(m -> m + " = " + (mistakes.contains(m) ? "TRUE" : "FALSE"))
                        .collect(Collectors.joining("\n"));
        // Spec2 gives brokers different parts, so that they can't be exchanged for each other.
        String symmetry = behaviour.equals("Spec") ? "SYMMETRY Symm\n" : "";
        return """
               SPECIFICATION %s
               CONSTANTS
               Broker = {b1, b2, b3}
               None = None
               b1 = b1
               b2 = b2
               b3 = b3
               MinISR = %d
               MaxEpoch = %d
               MaxRec = %d
               MaxCrash = %d
               MaxWipe = %d
               MaxPE = %d
               %s
               %sINVARIANTS LeaderComplete IsrDurable HwConsistent AckedOnMinIsrDisks
               """
                .formatted(
                        behaviour,
                        minIsr,
                        leaderEpochs,
                        records,
                        crashes,
                        wipes,
                        versions,
                        switches,
                        symmetry);
    }

    @Override
    public String toString() {
        return "%d,%d,%d,%d,%d,%d"
                .formatted(minIsr, leaderEpochs, records, crashes, wipes, versions);
    }
}
