package io.millrace.standalone.directory;

/**
 * Why this process can't start, in one sentence for the person who typed the command: what is
 * wrong, where, and what to do. It is printed without a stack trace.
 */
public final class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StartRefused(String message) {
        super(message);
    }

    public StartRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
