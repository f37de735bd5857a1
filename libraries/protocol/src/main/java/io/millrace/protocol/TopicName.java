package io.millrace.protocol;

/**
 * The name of a topic: 1 to 249 characters of {@code [a-zA-Z0-9._-]}, but neither "." nor "..".
 * Names that begin with "__" are internal.
 */
public record TopicName(String value) implements Comparable<TopicName> {
    public static final int MAX_LENGTH = 249;

    /**
     * @throws IllegalArgumentException if the value is no topic name; the message says why
     */
    public TopicName {
        String objection = objectionTo(value);
        if (!objection.isEmpty()) {
            throw new IllegalArgumentException(objection);
        }
    }

    public static boolean isValid(String value) {
        return objectionTo(value).isEmpty();
    }

    /** What is wrong with the value as a topic name, in one sentence; empty if nothing is. */
    public static String objectionTo(String value) {
        if (value.isEmpty()) {
            return "A topic name must not be empty";
        }
        if (value.length() > MAX_LENGTH) {
            return "A topic name has at most 249 characters, this one " + value.length();
        }
        if (value.equals(".") || value.equals("..")) {
            return "A topic name must not be '.' or '..'";
        }
        for (int i = 0; i < value.length(); i++) {
            if (!isLegal(value.charAt(i))) {
                return "A topic name consists of a-z, A-Z, 0-9, '.', '_' and '-'; the character"
                        + " at position "
                        + i
                        + " is none of these";
            }
        }
        return "";
    }

    public boolean isInternal() {
        return value.startsWith("__");
    }

    @Override
    public int compareTo(TopicName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isLegal(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
