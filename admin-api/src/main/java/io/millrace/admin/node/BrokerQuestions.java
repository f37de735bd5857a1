package io.millrace.admin.node;

import io.millrace.internal.control.BrokerClients;
import io.millrace.internal.message.Messages;
import io.millrace.protocol.BrokerId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks several brokers at the same time what they know. Any thread; calls block. */
final class BrokerQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerQuestions.class);

    /** What a page shows is not worth more: a broker that is slower is left out. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final BrokerClients brokers;

    BrokerQuestions(BrokerClients brokers) {
        this.brokers = brokers;
    }

    /**
     * @return the answers of those that have answered
     */
    <A> Map<BrokerId, A> ask(String path, Map<BrokerId, ?> questions, Class<A> answer) {
        Map<BrokerId, CompletableFuture<ByteBuffer>> asked = new HashMap<>();
        questions.forEach((broker, question) -> asked.put(broker, begin(broker, path, question)));
        Map<BrokerId, A> answers = new HashMap<>();
        asked.forEach(
                (broker, reply) -> {
                    try {
                        answers.put(broker, Messages.read(reply.join(), answer));
                    } catch (RuntimeException e) {
                        // The others' answers are worth something without this one.
                        LOG.atDebug()
                                .addKeyValue("brokerId", broker)
                                .addKeyValue("path", path)
                                .addKeyValue("error", e.toString())
                                .log("A broker did not answer");
                    }
                });
        return answers;
    }

    private CompletableFuture<ByteBuffer> begin(BrokerId broker, String path, Object question) {
        try {
            return brokers.of(broker).call(path, List.of(Messages.write(question)), PATIENCE);
        } catch (RuntimeException noAddress) {
            return CompletableFuture.failedFuture(noAddress);
        }
    }
}
