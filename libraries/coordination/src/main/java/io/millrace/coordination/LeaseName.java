package io.millrace.coordination;

import java.util.regex.Pattern;

/**
 * Names what one member at a time may try to lead: {@code controller}, or a shard of the groups
 * such as {@code groups-7}.
 *
 * @param value 1 to 64 characters of {@code [a-z0-9-]}
 */
public record LeaseName(String value) {

    private static final Pattern ALLOWED = Pattern.compile("[a-z0-9-]{1,64}");

    /** The lease of the one controller. */
    public static final LeaseName CONTROLLER = new LeaseName("controller");

    public LeaseName {
        if (!ALLOWED.matcher(value).matches()) {
            throw new IllegalArgumentException("not a lease name: " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
