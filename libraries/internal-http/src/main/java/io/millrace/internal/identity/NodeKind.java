package io.millrace.internal.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What kind of service a node is. */
public enum NodeKind {
    BROKER,
    COORDINATOR,
    ADMIN;

    /** As in a node's id, for example {@code broker}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<NodeKind> of(String text) {
        return Stream.of(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }
}
