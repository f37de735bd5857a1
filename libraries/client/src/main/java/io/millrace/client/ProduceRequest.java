package io.millrace.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** The batches of one request, and its body: whole arrays, never copied. Owned by its queue. */
final class ProduceRequest extends AbstractHttpEntity {
    private final List<PendingBatch> batches;
    private final Runnable whenWritten;
    private volatile boolean written;

    /**
     * @param whenWritten called once the last byte has been handed to the connection
     */
    ProduceRequest(List<PendingBatch> batches, Runnable whenWritten) {
        super(ContentType.create(Transport.BATCHES), null);
        this.batches = List.copyOf(batches);
        this.whenWritten = whenWritten;
    }

    List<PendingBatch> batches() {
        return batches;
    }

    boolean isWritten() {
        return written;
    }

    @Override
    public long getContentLength() {
        long length = 0;
        for (PendingBatch batch : batches) {
            length += batch.bytes().remaining();
        }
        return length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (PendingBatch batch : batches) {
            ByteBuffer bytes = batch.bytes();
            out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        }
        out.flush();
        written = true;
        whenWritten.run();
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("It is written, not read");
    }

    @Override
    public void close() {}
}
