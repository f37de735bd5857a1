package io.millrace.protocol.control;

/**
 * A change is made.
 *
 * @param version of the metadata in which it is so, or a newer one; {@link #UNKNOWN} if it is not
 *     known, as in the other answers that tell one
 */
public record Settled(long version) {
    public static final long UNKNOWN = -1;
}
