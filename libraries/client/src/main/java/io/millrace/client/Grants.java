package io.millrace.client;

import io.millrace.protocol.control.ProducerGrant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Producer ids. Any thread. All partitions begin with one id; a partition that lost its place in
 * the sequence gets another, or the next epoch of its name's.
 */
final class Grants {
    private final Transport transport;
    private final Optional<String> name;
    private @Nullable CompletableFuture<ProducerGrant> shared;

    Grants(Transport transport, Optional<String> name) {
        this.transport = transport;
        this.name = name;
    }

    /**
     * @param first whether the partition has had none yet
     */
    synchronized CompletableFuture<ProducerGrant> next(boolean first) {
        CompletableFuture<ProducerGrant> grant = shared;
        if (!first || grant == null || grant.isCompletedExceptionally()) {
            grant = ask(name.map(n -> Map.of("name", n)).orElse(Map.of()));
            if (first) {
                shared = grant;
            }
        }
        return grant;
    }

    private CompletableFuture<ProducerGrant> ask(Map<String, String> body) {
        ByteArrayEntity json =
                new ByteArrayEntity(
                        Json.MAPPER.writeValueAsBytes(body), ContentType.APPLICATION_JSON);
        return transport
                .send(transport.post(transport.base(), "/v1/producers", json))
                .thenApply(
                        answer -> {
                            if (!answer.isSuccess()) {
                                throw Problems.of(answer).asException();
                            }
                            JsonNode grant = Json.MAPPER.readTree(answer.body());
                            return new ProducerGrant(
                                    grant.path("producer_id").asLong(),
                                    (short) grant.path("producer_epoch").asInt());
                        });
    }
}
