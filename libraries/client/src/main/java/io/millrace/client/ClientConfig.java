package io.millrace.client;

import io.millrace.protocol.access.ApiKey;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where and as whom to connect.
 *
 * @param urls brokers, for example {@code http://127.0.0.1:8080}: any one of them serves any
 *     request; the next is asked when one is gone
 * @param key empty for topics that everybody may read
 * @param connectTimeout for one connection
 * @param requestTimeout for one answer, beyond the wait that a request itself asks for
 * @param directToLeaders whether to ask a partition's leader at its own address, as the metadata
 *     tells it, or always a broker of {@code urls}
 */
public record ClientConfig(
        List<URI> urls,
        Optional<ApiKey> key,
        Duration connectTimeout,
        Duration requestTimeout,
        boolean directToLeaders) {
    public ClientConfig {
        urls = List.copyOf(urls);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("A client needs the address of a broker");
        }
    }

    public static ClientConfig of(URI url) {
        return of(List.of(url));
    }

    public static ClientConfig of(List<URI> urls) {
        return new ClientConfig(
                urls, Optional.empty(), Duration.ofSeconds(5), Duration.ofSeconds(40), false);
    }

    public ClientConfig withKey(ApiKey apiKey) {
        return new ClientConfig(
                urls, Optional.of(apiKey), connectTimeout, requestTimeout, directToLeaders);
    }

    public ClientConfig withConnectTimeout(Duration timeout) {
        return new ClientConfig(urls, key, timeout, requestTimeout, directToLeaders);
    }

    public ClientConfig withRequestTimeout(Duration timeout) {
        return new ClientConfig(urls, key, connectTimeout, timeout, directToLeaders);
    }

    public ClientConfig withLeaders() {
        return new ClientConfig(urls, key, connectTimeout, requestTimeout, true);
    }
}
