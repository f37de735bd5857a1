package io.millrace.coordination;

/**
 * Names one coordinator process for as long as it runs; a restarted process is another member.
 *
 * @param value 1 to 128 characters, not blank
 */
public record MemberId(String value) implements Comparable<MemberId> {

    public MemberId {
        if (value.isBlank() || value.length() > 128) {
            throw new IllegalArgumentException("not a member id: " + value);
        }
    }

    @Override
    public int compareTo(MemberId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
