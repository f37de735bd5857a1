package io.millrace.admin.change;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a request does to a resource. */
public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    TRUNCATE,
    ELECT,
    DRAIN,
    RESUME,
    RECONCILE,
    RESET,
    UNDO,
    NONE;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
