package io.millrace.protocol.group;

/** The name of a consumer group: 1 to 255 characters, none of them a control character. */
public record GroupId(String value) implements Comparable<GroupId> {
    public static final int MAX_LENGTH = 255;

    /**
     * @throws IllegalArgumentException if the value is none; the message says why
     */
    public GroupId {
        Names.check("A group id", value, MAX_LENGTH);
    }

    @Override
    public int compareTo(GroupId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
