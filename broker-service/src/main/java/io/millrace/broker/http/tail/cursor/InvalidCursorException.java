package io.millrace.broker.http.tail.cursor;

/** Text that is no cursor; the message says why and is fit for the client's eyes. */
public final class InvalidCursorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidCursorException(String message) {
        super(message);
    }
}
