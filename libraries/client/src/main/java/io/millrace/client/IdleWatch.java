package io.millrace.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Closes a stream that has not given a byte for too long, which ends the read that waits for one.
 */
final class IdleWatch extends FilterInputStream {
    private final Thread watch;
    private volatile long waitingSinceNanos = -1;

    IdleWatch(InputStream in, Duration limit) {
        super(in);
        this.watch = Thread.ofVirtual().name("millrace-idle-watch").start(() -> watch(limit));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        waitingSinceNanos = System.nanoTime();
        try {
            return super.read(bytes, from, length);
        } finally {
            waitingSinceNanos = -1;
        }
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        super.close();
    }

    private void watch(Duration limit) {
        try {
            while (true) {
                Thread.sleep(limit.dividedBy(4));
                long since = waitingSinceNanos;
                if (since != -1 && System.nanoTime() - since > limit.toNanos()) {
                    super.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // The stream was closed: nothing is left to watch.
        } catch (IOException e) {
            return; // It is closed all the same.
        }
    }
}
