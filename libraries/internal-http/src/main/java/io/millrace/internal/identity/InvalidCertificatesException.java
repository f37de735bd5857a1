package io.millrace.internal.identity;

/** The files of a node's certificate can't be read, or do not belong together. */
public final class InvalidCertificatesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidCertificatesException(String message) {
        super(message);
    }

    InvalidCertificatesException(String message, Throwable cause) {
        super(message, cause);
    }
}
