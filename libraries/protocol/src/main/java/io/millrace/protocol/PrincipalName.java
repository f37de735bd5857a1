package io.millrace.protocol;

/**
 * Who a request is made as, for example {@code User:admin}: 1 to 200 characters, none of them a
 * control character.
 */
public record PrincipalName(String value) implements Comparable<PrincipalName> {
    public static final int MAX_LENGTH = 200;

    public PrincipalName {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A principal's name has 1 to 200 characters, this one " + value.length());
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A principal's name must not contain control characters");
        }
    }

    @Override
    public int compareTo(PrincipalName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
