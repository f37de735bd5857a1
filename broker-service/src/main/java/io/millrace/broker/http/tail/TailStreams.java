package io.millrace.broker.http.tail;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.broker.partition.Cancellable;
import io.millrace.broker.partition.Topics;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All streams of the process, and what they share: the count of those that render at once, and the
 * bytes under way to their readers. Closes streams whose readers stand still. Any thread.
 */
final class TailStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TailStreams.class);
    private static final Duration WATCH_EVERY = Duration.ofSeconds(1);
    private static final Duration ROOM_PAUSE = Duration.ofMillis(50);

    private final TailProperties properties;
    private final StreamPlaces places;
    private final Semaphore renderers;
    private final AtomicLong bytesUnderWay = new AtomicLong();
    private final Set<TailSession> sessions = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("tail-watch").daemon().factory());
    private final Cancellable topicsListener;
    private final MeterRegistry meters;
    private volatile boolean draining;

    TailStreams(TailProperties properties, Topics topics, MeterRegistry meters) {
        this.properties = properties;
        this.meters = meters;
        this.places = new StreamPlaces(properties.streamsMax(), properties.streamsPerPrincipal());
        this.renderers = new Semaphore(2 * Runtime.getRuntime().availableProcessors(), true);
        this.topicsListener = topics.onChange(ignored -> checkAll());
        meters.gauge("millrace.tail.streams", places, StreamPlaces::count);
        meters.gauge("millrace.tail.bytes", bytesUnderWay);
        every(WATCH_EVERY, this::closeStalled);
        every(properties.reauthenticateEvery(), this::checkAll);
    }

    /** Takes a place for a stream, or says why there is none. */
    StreamPlaces.Entry enter(String principal) {
        StreamPlaces.Entry entry = places.enter(principal);
        if (entry instanceof StreamPlaces.Full full) {
            meters.counter("millrace.streams.rejected", "code", full.problem().code().code())
                    .increment();
        }
        return entry;
    }

    boolean isDraining() {
        return draining;
    }

    void add(TailSession session) {
        sessions.add(session);
        if (draining) {
            session.drainBy(System.nanoTime());
        }
    }

    void remove(TailSession session) {
        sessions.remove(session);
    }

    /**
     * Renders when it is this stream's turn, and waits until there is room for the result: at most
     * a few chunks exist beyond what is accounted for.
     *
     * @param rendering returns the size of its result
     * @return the same size, to be given back by {@link #taken}
     */
    int render(IntSupplier rendering) {
        renderers.acquireUninterruptibly();
        try {
            int bytes = rendering.getAsInt();
            while (!hasRoomFor(bytes)) {
                closeLongestStalled();
                new Wakeup().await(System.nanoTime() + ROOM_PAUSE.toNanos());
            }
            return bytes;
        } finally {
            renderers.release();
        }
    }

    /** Renders what is not accounted for here, when it is this request's turn. */
    void renderInTurn(Runnable rendering) {
        renderers.acquireUninterruptibly();
        try {
            rendering.run();
        } finally {
            renderers.release();
        }
    }

    /** The socket has taken these bytes, or never will. */
    void taken(int bytes) {
        bytesUnderWay.addAndGet(-bytes);
    }

    /** Ends all streams, spread over a time; new ones end at once. */
    void drain(Duration over) {
        draining = true;
        long now = System.nanoTime();
        RandomGenerator random = RandomGenerator.getDefault();
        for (TailSession session : sessions) {
            session.drainBy(now + random.nextLong(Math.max(1, over.toNanos())));
        }
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    int count() {
        return sessions.size();
    }

    /** Bytes that are rendered and that no socket has taken yet. */
    long bytesUnderWay() {
        return bytesUnderWay.get();
    }

    @Override
    public void close() {
        topicsListener.cancel();
        watch.shutdownNow();
        sessions.forEach(TailSession::cancel);
    }

    private boolean hasRoomFor(int bytes) {
        long used = bytesUnderWay.addAndGet(bytes);
        if (used <= properties.bufferBytes() || used == bytes) {
            return true;
        }
        bytesUnderWay.addAndGet(-bytes);
        return false;
    }

    /** The reader that has stood still the longest gives way; it can come back and go on. */
    private void closeLongestStalled() {
        Optional<TailSession> longest =
                sessions.stream()
                        .filter(s -> s.stalledFor().compareTo(WATCH_EVERY) > 0)
                        .max(Comparator.comparing(TailSession::stalledFor));
        longest.ifPresent(TailSession::cancel);
    }

    private void closeStalled() {
        for (TailSession session : sessions) {
            session.noteProgress();
            if (session.stalledFor().compareTo(properties.stall()) > 0) {
                session.cancel();
            }
        }
    }

    private void checkAll() {
        sessions.forEach(TailSession::check);
    }

    private void every(Duration period, Runnable task) {
        long ms = Math.max(1, period.toMillis());
        ScheduledFuture<?> ignored =
                watch.scheduleWithFixedDelay(() -> attempt(task), ms, ms, TimeUnit.MILLISECONDS);
    }

    /** A failure must not end the watch: without it stalled streams would stay for ever. */
    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("the watch over streams failed once");
        }
    }
}
