package io.millrace.broker.forward.wire;

import io.millrace.broker.forward.LeaderBroker;
import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.internal.identity.NodeId;
import io.millrace.internal.identity.NodeKind;
import io.millrace.internal.message.UnreadableMessageException;
import io.millrace.internal.network.Routes;
import io.millrace.log.TimestampedOffset;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Serves to other brokers what this one leads. Any thread; handlers block. */
public final class ForwardRoutes {
    private static final int QUESTION_BYTES_MAX = 4 * 1024;

    private final LeaderBroker led;
    private final int appendBytesMax;

    /**
     * @param led what this broker leads
     * @param appendBytesMax of the batches of one call and of what is said of them
     */
    public ForwardRoutes(LeaderBroker led, int appendBytesMax) {
        this.led = led;
        this.appendBytesMax = appendBytesMax;
    }

    public void addTo(Routes.Builder routes) {
        routes.bytes(ForwardPath.APPEND.path(), appendBytesMax, this::append);
        routes.bytes(ForwardPath.FETCH.path(), QUESTION_BYTES_MAX, this::fetch);
        add(
                routes,
                ForwardPath.AWAIT,
                asked -> led.awaitReadable(asked.partition(), asked.argument(), patience(asked)));
        add(
                routes,
                ForwardPath.LATEST,
                asked -> Answer.of(led.latest(asked.partition(), patience(asked))));
        add(routes, ForwardPath.TIMESTAMP, this::byTimestamp);
        add(
                routes,
                ForwardPath.APPEND_TIME,
                asked -> Answer.of(led.appendTimeOf(asked.partition(), asked.argument())));
        add(
                routes,
                ForwardPath.DELETE,
                asked ->
                        Answer.of(
                                led.deleteBefore(
                                        asked.partition(), asked.argument(), patience(asked))));
        add(routes, ForwardPath.SIZE, asked -> led.sizeOf(asked.partition()));
    }

    private static void add(
            Routes.Builder routes, ForwardPath path, Function<Question, Object> answer) {
        routes.message(
                path.path(),
                QUESTION_BYTES_MAX,
                Question.class,
                (caller, asked) -> {
                    checkBroker(caller);
                    return answer.apply(asked);
                });
    }

    private Answer byTimestamp(Question asked) {
        Optional<TimestampedOffset> found =
                led.offsetForTimestamp(asked.partition(), asked.argument());
        return found.map(
                        at ->
                                new Answer(
                                        OptionalLong.of(at.offset()),
                                        OptionalLong.of(at.timestampMs())))
                .orElse(Answer.of(OptionalLong.empty()));
    }

    private List<ByteBuffer> append(NodeId caller, ByteBuffer body) {
        checkBroker(caller);
        Framed<AppendHead> framed = framed(body, AppendHead.class);
        AppendHead head = framed.head();
        List<ProduceOutcome> outcomes =
                led.append(
                        head.partition(),
                        requests(head.batches(), framed.rest()),
                        Duration.ofMillis(head.patienceMs()));
        return Framed.write(AppendReply.of(outcomes), List.of());
    }

    private static List<ProduceRequest> requests(List<BatchHead> heads, ByteBuffer batches) {
        List<ProduceRequest> requests = new ArrayList<>(heads.size());
        int at = 0;
        for (BatchHead head : heads) {
            if (head.sizeInBytes() < 0 || head.sizeInBytes() > batches.remaining() - at) {
                throw unreadable("a batch is not all there");
            }
            requests.add(head.with(batches.slice(at, head.sizeInBytes())));
            at += head.sizeInBytes();
        }
        return requests;
    }

    private List<ByteBuffer> fetch(NodeId caller, ByteBuffer body) {
        checkBroker(caller);
        FetchHead head = framed(body, FetchHead.class).head();
        FetchOutcome outcome =
                led.fetch(
                        head.partition(), head.offset(), head.maxBytes(), head.lastFetchedEpoch());
        return Framed.write(FetchReply.of(outcome), FetchReply.batches(outcome));
    }

    private static <H> Framed<H> framed(ByteBuffer body, Class<H> type) {
        try {
            return Framed.read(body, type);
        } catch (UnreadableMessageException | IllegalArgumentException e) {
            throw unreadable(String.valueOf(e.getMessage()));
        }
    }

    private static Duration patience(Question asked) {
        return Duration.ofMillis(asked.patienceMs());
    }

    /** Whom a broker has let in, it vouches for; others have no business here. */
    private static void checkBroker(NodeId caller) {
        if (caller.kind() != NodeKind.BROKER) {
            throw Problem.notAppended(
                            ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
                            "Only brokers forward, not " + caller)
                    .asException();
        }
    }

    private static RuntimeException unreadable(String why) {
        return Problem.notAppended(ErrorCode.INVALID_REQUEST, "A forwarded call: " + why)
                .asException();
    }
}
