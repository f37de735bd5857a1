package io.millrace.fault.checker;

/**
 * One case of an anomaly.
 *
 * @param offset where it was found; −1 if that has none
 */
public record Finding(int partition, long offset, String text) {
    @Override
    public String toString() {
        return "partition " + partition + ", offset " + offset + ": " + text;
    }
}
