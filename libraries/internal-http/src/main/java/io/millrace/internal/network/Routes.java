package io.millrace.internal.network;

import io.millrace.internal.message.Messages;
import io.millrace.internal.message.UnreadableMessageException;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server serves: exact paths, to which one posts, and the rest under a prefix. Immutable.
 */
public final class Routes {
    private final Map<String, Route> byPath;
    private final Optional<RawRoute> raw;

    /** How a call of one path is answered. */
    record Route(int bytesMax, RequestHandler handler) {}

    private record RawRoute(String prefix, RawHandler handler) {}

    private Routes(Map<String, Route> byPath, Optional<RawRoute> raw) {
        this.byPath = Map.copyOf(byPath);
        this.raw = raw;
    }

    public static Builder builder() {
        return new Builder();
    }

    Optional<Route> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    Optional<RawHandler> rawAt(String path) {
        return raw.filter(route -> path.startsWith(route.prefix())).map(RawRoute::handler);
    }

    /** Gathers routes. Owned by one thread. */
    public static final class Builder {
        private final Map<String, Route> byPath = new HashMap<>();
        private Optional<RawRoute> raw = Optional.empty();

        private Builder() {}

        /**
         * @param bytesMax of a request's body; a larger one is refused with {@code body_too_large}
         */
        public Builder bytes(String path, int bytesMax, RequestHandler handler) {
            if (byPath.putIfAbsent(path, new Route(bytesMax, handler)) != null) {
                throw new IllegalArgumentException("There are two routes at " + path);
            }
            return this;
        }

        /**
         * The same for messages; one that can't be read is refused with {@code invalid_request}.
         */
        public <Q> Builder message(
                String path, int bytesMax, Class<Q> question, MessageHandler<Q> handler) {
            return bytes(
                    path,
                    bytesMax,
                    (caller, body) ->
                            List.of(Messages.write(handler.handle(caller, read(body, question)))));
        }

        /** Everything else under a prefix, for example {@code /v1/}. */
        public Builder raw(String prefix, RawHandler handler) {
            raw = Optional.of(new RawRoute(prefix, handler));
            return this;
        }

        public Routes build() {
            return new Routes(byPath, raw);
        }

        private static <Q> Q read(ByteBuffer body, Class<Q> question) {
            try {
                return Messages.read(body, question);
            } catch (UnreadableMessageException e) {
                throw Problem.of(ErrorCode.INVALID_REQUEST, String.valueOf(e.getMessage()))
                        .asException();
            }
        }
    }
}
