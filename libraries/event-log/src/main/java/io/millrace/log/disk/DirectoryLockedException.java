package io.millrace.log.disk;

/** Another process, or another part of this one, works in the directory. */
public final class DirectoryLockedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DirectoryLockedException(String message) {
        super(message);
    }
}
