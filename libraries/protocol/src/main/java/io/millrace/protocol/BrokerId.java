package io.millrace.protocol;

/** The number of a broker, from 0, given by the operator and kept for its life. */
public record BrokerId(int value) implements Comparable<BrokerId> {
    public BrokerId {
        if (value < 0) {
            throw new IllegalArgumentException("A broker is numbered from 0, not " + value);
        }
    }

    @Override
    public int compareTo(BrokerId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
