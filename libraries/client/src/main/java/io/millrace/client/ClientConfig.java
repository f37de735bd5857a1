package io.millrace.client;

import io.millrace.protocol.access.ApiKey;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and as whom to connect.
 *
 * @param url any broker, for example {@code http://127.0.0.1:8080}
 * @param key empty for topics that everybody may read
 * @param connectTimeout for one connection
 * @param requestTimeout for one answer, beyond the wait that a request itself asks for
 * @param directToLeaders whether to ask a partition's leader at its own address, as the metadata
 *     tells it, or always the broker at {@code url}
 */
public record ClientConfig(
        URI url,
        Optional<ApiKey> key,
        Duration connectTimeout,
        Duration requestTimeout,
        boolean directToLeaders) {
    public static ClientConfig of(URI url) {
        return new ClientConfig(
                url, Optional.empty(), Duration.ofSeconds(5), Duration.ofSeconds(40), false);
    }

    public ClientConfig withKey(ApiKey apiKey) {
        return new ClientConfig(
                url, Optional.of(apiKey), connectTimeout, requestTimeout, directToLeaders);
    }

    public ClientConfig withRequestTimeout(Duration timeout) {
        return new ClientConfig(url, key, connectTimeout, timeout, directToLeaders);
    }

    public ClientConfig withLeaders() {
        return new ClientConfig(url, key, connectTimeout, requestTimeout, true);
    }
}
