package io.millrace.broker.http.group;

import io.millrace.broker.http.body.BodyReader;
import io.millrace.broker.http.body.JsonFields;
import io.millrace.broker.http.route.MediaTypes;
import java.util.List;
import java.util.Set;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/** Bodies that are small JSON objects. */
final class RequestBodies {
    private RequestBodies() {}

    /** Fails with {@code unsupported_media_type} if there is a body that is no JSON. */
    static Mono<JsonFields> json(ServerRequest request, BodyReader bodies, Set<String> allowed) {
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
