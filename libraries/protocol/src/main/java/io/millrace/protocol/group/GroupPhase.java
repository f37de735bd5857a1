package io.millrace.protocol.group;

import java.util.Locale;

/** How a group is, as far as what it has committed tells. */
public enum GroupPhase {
    /** It has no members. */
    EMPTY,

    /** All members have what they are to have. */
    STABLE,

    /** Some member has not followed yet, or is giving something up. */
    RECONCILING;

    /** As in a query. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException if there is none of this name
     */
    public static GroupPhase of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
