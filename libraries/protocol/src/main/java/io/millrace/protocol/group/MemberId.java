package io.millrace.protocol.group;

/**
 * The name of a group's member, which its client makes up (KIP-1082): 1 to 255 characters, none of
 * them a control character.
 */
public record MemberId(String value) implements Comparable<MemberId> {
    public static final int MAX_LENGTH = 255;

    /**
     * @throws IllegalArgumentException if the value is none; the message says why
     */
    public MemberId {
        Names.check("A member id", value, MAX_LENGTH);
    }

    @Override
    public int compareTo(MemberId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
