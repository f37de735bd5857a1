package io.millrace.broker.forward;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.broker.forward.ForwardMetrics.Ending;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.MillraceException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way to other brokers, which all partitions share. Any thread. */
final class Forwards implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forwards.class);

    private static final int KIB = 1024;
    private static final int FETCHED_KIB_MIN = 16 * KIB;

    private final LeaderBrokers brokers;
    private final ForwardMetrics metrics;
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("forward-", 0).factory());

    /**
     * Records that are on their way here, in KiB: they are in memory before anybody counts them.
     */
    private final int fetchedKibMax =
            (int) Math.max(FETCHED_KIB_MIN, Runtime.getRuntime().maxMemory() / 16 / KIB);

    private final Semaphore fetchedKib = new Semaphore(fetchedKibMax, true);

    Forwards(LeaderBrokers brokers, MeterRegistry registry) {
        this.brokers = brokers;
        this.metrics = new ForwardMetrics(registry);
    }

    /** Makes a call and counts it; what it throws is what the call throws. Blocks. */
    <T> T call(BrokerId broker, Call call, Function<LeaderBroker, T> question) {
        long began = System.nanoTime();
        Ending ending = Ending.UNKNOWN;
        try {
            T answer = question.apply(brokers.of(broker));
            ending = Ending.ANSWERED;
            return answer;
        } catch (MillraceException refused) {
            ending = Ending.REFUSED;
            throw refused;
        } catch (NotSentException notSent) {
            ending = Ending.NOT_SENT;
            throw notSent;
        } catch (RuntimeException unanswered) {
            LOG.atDebug()
                    .setCause(unanswered)
                    .addKeyValue("brokerId", broker)
                    .addKeyValue("call", call.tag())
                    .log("A call to another broker had no answer");
            throw unanswered;
        } finally {
            metrics.ended(call, ending, began);
        }
    }

    /** Does something that may block. */
    void execute(Runnable task) {
        threads.execute(task);
    }

    /**
     * Room for a fetch of so many bytes, to be given back; one that is larger than all fits too.
     */
    boolean tryTakeRoom(int bytes) {
        return fetchedKib.tryAcquire(kib(bytes));
    }

    void giveRoom(int bytes) {
        fetchedKib.release(kib(bytes));
    }

    private int kib(int bytes) {
        return Math.clamp(bytes / KIB, 1, fetchedKibMax);
    }

    /** Begins nothing more; what is under way ends by itself. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
