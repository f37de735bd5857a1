package io.millrace.model;

import java.util.Arrays;

/**
 * How far a run of the replication model goes, in the order of the README.
 *
 * @param versions metadata versions
 */
record ReplicationBounds(
        int minIsr, int leaderEpochs, int records, int crashes, int wipes, int versions) {

    /** From a row of a table, in the order of the components. */
    static ReplicationBounds of(String row) {
        int[] n = Arrays.stream(row.split(", ", -1)).mapToInt(Integer::parseInt).toArray();
        return new ReplicationBounds(n[0], n[1], n[2], n[3], n[4], n[5]);
    }

    /**
     * @param behaviour {@code Spec}, or {@code Spec2}, which begins in the middle of a life
     */
    String config(String behaviour) {
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
                        symmetry);
    }

    @Override
    public String toString() {
        return "%d,%d,%d,%d,%d,%d"
                .formatted(minIsr, leaderEpochs, records, crashes, wipes, versions);
    }
}
