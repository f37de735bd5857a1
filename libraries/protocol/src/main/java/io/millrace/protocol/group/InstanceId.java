package io.millrace.protocol.group;

/**
 * The name of a static member, which outlives its processes (KIP-345): 1 to 255 characters, none of
 * them a control character.
 */
public record InstanceId(String value) implements Comparable<InstanceId> {
    public static final int MAX_LENGTH = 255;

    /**
     * @throws IllegalArgumentException if the value is none; the message says why
     */
    public InstanceId {
        Names.check("An instance id", value, MAX_LENGTH);
    }

    @Override
    public int compareTo(InstanceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
