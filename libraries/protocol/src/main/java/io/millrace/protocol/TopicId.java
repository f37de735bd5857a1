package io.millrace.protocol;

import java.util.UUID;

/** What tells a topic from an earlier one of the same name. Random, never used again. */
public record TopicId(UUID value) implements Comparable<TopicId> {
    private static final String BASE62 =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int TAG_LENGTH = 6;

    public static TopicId parse(String text) {
        return new TopicId(UUID.fromString(text));
    }

    /** Six base62 characters that tell this topic from its namesakes in a cursor. */
    public String tag() {
        long rest = (value.getMostSignificantBits() ^ value.getLeastSignificantBits()) >>> 1;
        char[] tag = new char[TAG_LENGTH];
        for (int i = TAG_LENGTH - 1; i >= 0; i--) {
            tag[i] = BASE62.charAt((int) (rest % 62));
            rest /= 62;
        }
        return new String(tag);
    }

    @Override
    public int compareTo(TopicId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
