package io.millrace.broker.http.produce;

import io.millrace.broker.http.auth.Caller;
import io.millrace.broker.http.body.Body;
import io.millrace.broker.http.produce.RequestIdentity.Keyed;
import io.millrace.broker.http.produce.RequestIdentity.None;
import io.millrace.broker.http.produce.RequestIdentity.Sequenced;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.batch.Digest128;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * {@code Idempotency-Key}, or {@code Producer-Id}, {@code -Epoch} and {@code -Seq}, as a request
 * has them.
 *
 * @param key unquoted
 */
record ProducerHeaders(Optional<String> key, Optional<Producer> producer) {
    static final ProducerHeaders NONE = new ProducerHeaders(Optional.empty(), Optional.empty());

    private static final int LENGTH_MAX = 255;

    /** Who sends in which order. */
    record Producer(String id, int epoch, long seq) {}

    /**
     * @throws io.millrace.protocol.MillraceException with {@code invalid_request}
     */
    static ProducerHeaders of(ServerRequest request) {
        HttpHeaders headers = request.headers().asHttpHeaders();
        String key = headers.getFirst("Idempotency-Key");
        String id = headers.getFirst("Producer-Id");
        String epoch = headers.getFirst("Producer-Epoch");
        String seq = headers.getFirst("Producer-Seq");
        if (id == null && epoch == null && seq == null) {
            return new ProducerHeaders(
                    Optional.ofNullable(key).map(ProducerHeaders::unquoted), Optional.empty());
        }
        if (id == null || epoch == null || seq == null) {
            throw invalid("Producer-Id, Producer-Epoch and Producer-Seq belong together");
        }
        if (key != null) {
            throw invalid("Either Idempotency-Key or Producer-Id, not both");
        }
        if (id.isEmpty() || id.length() > LENGTH_MAX) {
            throw invalid("Producer-Id must have 1 to " + LENGTH_MAX + " characters");
        }
        return new ProducerHeaders(
                Optional.empty(),
                Optional.of(
                        new Producer(
                                id,
                                (int) number("Producer-Epoch", epoch, Integer.MAX_VALUE),
                                number("Producer-Seq", seq, Long.MAX_VALUE >> 1))));
    }

    boolean isNone() {
        return key.isEmpty() && producer.isEmpty();
    }

    /** What tells this request from others of the same principal. */
    RequestIdentity identity(ServerRequest request, @Nullable Body body) {
        byte[] principal = utf8(Caller.of(request).name());
        if (producer.isPresent()) {
            Producer of = producer.get();
            byte[] id = utf8(of.id());
            return new Sequenced(
                    Digest128.of(principal, id), of.epoch(), of.seq(), ByteBuffer.wrap(id));
        }
        if (key.isPresent() && body != null) {
            byte[] bytes = utf8(key.get());
            MessageDigest digest = Digest128.sha256();
            digest.update(utf8(String.valueOf(request.headers().firstHeader("Content-Type"))));
            digest.update(body.bytes(), 0, body.size());
            return new Keyed(
                    Digest128.of(principal, utf8(request.path()), bytes),
                    Digest128.fromSha256(digest),
                    ByteBuffer.wrap(bytes));
        }
        return new None();
    }

    /** A string of RFC 8941 in quotes, or a bare word. */
    private static String unquoted(String header) {
        String text = header.strip();
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        String inner = quoted ? text.substring(1, text.length() - 1) : text;
        StringBuilder key = new StringBuilder(inner.length());
        for (int at = 0; at < inner.length(); at++) {
            char c = inner.charAt(at);
            if (quoted && c == '\\' && at + 1 < inner.length()) {
                c = inner.charAt(++at);
            } else if (c == '"' || c == '\\') {
                throw invalid("Idempotency-Key is not a well-formed string");
            }
            if (c < 0x20 || c > 0x7e) {
                throw invalid("Idempotency-Key must be ASCII");
            }
            key.append(c);
        }
        if (key.isEmpty() || key.length() > LENGTH_MAX) {
            throw invalid("Idempotency-Key must have 1 to " + LENGTH_MAX + " characters");
        }
        return key.toString();
    }

    private static long number(String name, String text, long max) {
        try {
            long value = Long.parseLong(text.strip());
            if (value >= 0 && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Not a number: told below.
        }
        throw invalid(name + " must be an integer from 0 to " + max);
    }

    private static RuntimeException invalid(String detail) {
        return Problem.notAppended(ErrorCode.INVALID_REQUEST, detail).asException();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
