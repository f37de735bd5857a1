package io.millrace.client;

/**
 * An event of a tail.
 *
 * @param type {@code message} for a record; {@code open}, {@code gap}, {@code position}, {@code
 *     heartbeat} and {@code error} speak of the stream
 * @param cursor with which to go on behind this event; empty before the first
 * @param data as sent, usually JSON
 */
public record TailEvent(String type, String cursor, String data) {
    public boolean isRecord() {
        return type.equals("message");
    }
}
