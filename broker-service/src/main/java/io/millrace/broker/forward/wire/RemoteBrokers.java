package io.millrace.broker.forward.wire;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.millrace.broker.forward.LeaderBroker;
import io.millrace.broker.forward.LeaderBrokers;
import io.millrace.broker.forward.NotSentException;
import io.millrace.internal.network.InternalClient;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.MillraceException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The other brokers over the internal interface. Any thread. */
public final class RemoteBrokers implements LeaderBrokers {
    /** After so many calls in a row that had no answer, calls fail at once for a moment. */
    private static final int FAILURES = 5;

    private static final CircuitBreakerConfig BREAKERS =
            CircuitBreakerConfig.custom()
                    .slidingWindowSize(FAILURES)
                    .minimumNumberOfCalls(FAILURES)
                    .failureRateThreshold(100)
                    .waitDurationInOpenState(Duration.ofMillis(500))
                    .permittedNumberOfCallsInHalfOpenState(1)
                    .ignoreExceptions(MillraceException.class)
                    .build();

    private final Function<BrokerId, InternalClient> clients;

    /** There are as many as there are brokers. */
    private final Map<BrokerId, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    /**
     * @param clients the one for a broker, or an unchecked exception if nobody knows where it is
     */
    public RemoteBrokers(Function<BrokerId, InternalClient> clients) {
        this.clients = clients;
    }

    @Override
    public LeaderBroker of(BrokerId broker) {
        CircuitBreaker breaker =
                breakers.computeIfAbsent(broker, id -> CircuitBreaker.of("broker-" + id, BREAKERS));
        try {
            return new RemoteBroker(clients.apply(broker), breaker);
        } catch (RuntimeException e) {
            throw new NotSentException("Nobody knows where broker " + broker + " is", e);
        }
    }
}
