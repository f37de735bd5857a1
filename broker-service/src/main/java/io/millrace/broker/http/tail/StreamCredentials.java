package io.millrace.broker.http.tail;

import io.millrace.protocol.Problem;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Whether those who were let in once may stay. */
@FunctionalInterface
interface StreamCredentials {
    /** Asked again and again: why the request would be refused now, if so. Any thread. */
    Supplier<Optional<Problem>> of(ServerHttpRequest request);
}
