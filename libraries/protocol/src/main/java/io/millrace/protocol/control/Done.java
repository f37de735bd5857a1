package io.millrace.protocol.control;

/** There is nothing to ask, or nothing to answer but that it is done. */
public record Done() {
    public static final Done DONE = new Done();
}
