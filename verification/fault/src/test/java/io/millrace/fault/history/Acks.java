package io.millrace.fault.history;

import java.util.Locale;

/** What a sender waits for. Only what all in-sync replicas hold may never be lost. */
public enum Acks {
    ALL,
    LEADER,
    NONE;

    private final String word = name().toLowerCase(Locale.ROOT);

    String word() {
        return word;
    }

    static Acks of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
