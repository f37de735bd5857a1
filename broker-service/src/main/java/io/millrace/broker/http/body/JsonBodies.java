package io.millrace.broker.http.body;

import io.millrace.broker.http.route.MediaTypes;
import java.util.List;
import java.util.Set;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** Bodies that are small JSON objects. */
public final class JsonBodies {
    private JsonBodies() {}

    /** Fails with {@code unsupported_media_type} if there is a body that is no JSON. */
    public static Mono<JsonFields> fields(
            ServerRequest request, BodyReader bodies, Set<String> allowed) {
        MediaTypes.refuseEncodings(request);
        String type = MediaTypes.ofBody(request);
        return bodies.read(request)
                .map(
                        body -> {
                            try (body) {
                                if (body.size() > 0 && !type.equals(MediaTypes.JSON)) {
                                    throw MediaTypes.unsupported(type, List.of(MediaTypes.JSON));
                                }
                                return JsonFields.of(body, allowed);
                            }
                        });
    }
}
