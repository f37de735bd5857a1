package io.millrace.fault.history;

import java.util.Locale;

/** Which part of an operation is told. */
public enum Type {
    /** It begins. */
    INVOKE,
    /** It was done. */
    OK,
    /** It was not done, and never will be. */
    FAIL,
    /** Nobody knows: it may have been done, or may be done later. */
    INFO;

    private final String word = name().toLowerCase(Locale.ROOT);

    String word() {
        return word;
    }

    static Type of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
