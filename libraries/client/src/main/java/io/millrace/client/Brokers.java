package io.millrace.client;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.net.URIAuthority;
import org.jspecify.annotations.Nullable;

/**
 * The brokers that a client was given. Requests go to one of them until it fails, then to the next
 * in turn. Any thread.
 */
final class Brokers {
    private final List<URI> urls;
    private final AtomicInteger present = new AtomicInteger();

    Brokers(List<URI> urls) {
        this.urls = urls;
    }

    int count() {
        return urls.size();
    }

    URI present() {
        return urls.get(present.get());
    }

    /** This one did not answer, or is about to stop; who was told so before has gone on already. */
    void failed(@Nullable URIAuthority broker) {
        int at = present.get();
        URI url = urls.get(at);
        if (broker != null
                && broker.getHostName().equalsIgnoreCase(url.getHost())
                && broker.getPort() == url.getPort()) {
            present.compareAndSet(at, (at + 1) % urls.size());
        }
    }
}
