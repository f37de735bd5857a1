package io.millrace.protocol.batch;

import java.nio.ByteBuffer;

/** A control record that means nothing here, such as a transaction's marker: to be skipped. */
public record UnknownControl(short type) implements ControlRecord {
    @Override
    public ByteBuffer encodeValue() {
        throw new UnsupportedOperationException("Not ours to write: control type " + type);
    }
}
