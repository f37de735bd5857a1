package io.millrace.fault.history;

/**
 * One line of a history.
 *
 * @param nanos since the history began; they never fall
 * @param process which does one thing at a time
 * @param error why it was not done, as one word; empty if there is nothing to say
 */
public record Op(long nanos, int process, Type type, Action action, String error) {
    public Op {
        if (error.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException("Not one word of ASCII: " + error);
        }
    }

    public Op(long nanos, int process, Type type, Action action) {
        this(nanos, process, type, action, "");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        OpText.append(text, this);
        return text.toString();
    }
}
