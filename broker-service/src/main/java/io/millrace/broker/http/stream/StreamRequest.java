package io.millrace.broker.http.stream;

import io.millrace.broker.http.auth.Caller;
import io.millrace.broker.http.route.MediaTypes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.MimeTypeUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What a stream wants to know of its request besides the query.
 *
 * @param principal empty for everybody
 * @param strict whether transient errors are to be told as status codes
 * @param head whether only the headers of the answer are wanted
 */
public record StreamRequest(
        ServerHttpRequest http,
        String principal,
        boolean strict,
        boolean head,
        Optional<String> lastEventId) {
    public static StreamRequest of(ServerRequest request) {
        List<String> preferences = request.headers().header("Prefer");
        return new StreamRequest(
                request.exchange().getRequest(),
                Caller.of(request).name(),
                preferences.stream().anyMatch(p -> p.contains("handling=strict")),
                request.method().equals(HttpMethod.HEAD),
                Optional.ofNullable(request.headers().firstHeader("Last-Event-ID")));
    }

    /** The channel that the answer goes to. */
    public Channel channel() {
        HttpServerRequest netty = ServerHttpRequestDecorator.getNativeRequest(http);
        AtomicReference<Channel> channel = new AtomicReference<>();
        netty.withConnection(connection -> channel.set(connection.channel()));
        return channel.get();
    }

    /** The first of these that the client likes best, or none; the first if it has no wish. */
    public static Optional<MediaType> choose(ServerRequest request, List<MediaType> offered) {
        List<MediaType> wanted = new ArrayList<>(MediaTypes.wanted(request));
        if (wanted.isEmpty()) {
            return Optional.of(offered.getFirst());
        }
        MimeTypeUtils.sortBySpecificity(wanted);
        return wanted.stream()
                .filter(type -> type.getQualityValue() > 0)
                .flatMap(type -> offered.stream().filter(type::includes).limit(1))
                .findFirst();
    }

    public static MillraceException notAcceptable(List<MediaType> offered) {
        return Problem.of(
                        ErrorCode.NOT_ACCEPTABLE,
                        "Accept names none of the media types that there are here")
                .with("acceptable", offered.stream().map(MediaType::toString).toList())
                .asException();
    }
}
