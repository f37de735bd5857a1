package io.millrace.protocol;

/** What is known of a refused or failed produce. */
public enum Outcome {
    /** Nothing of the request is, or will be, in the log. */
    NOT_APPENDED("not_appended"),
    /** The records may be in the log: only a retry with the same sequence or key is safe. */
    UNKNOWN("unknown");

    private final String text;

    Outcome(String text) {
        this.text = text;
    }

    /** As written in problem details. */
    public String text() {
        return text;
    }
}
