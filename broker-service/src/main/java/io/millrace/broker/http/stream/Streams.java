package io.millrace.broker.http.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.broker.partition.Cancellable;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.InstantSource;
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
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All streams of the process, and what they share: the count of those that render at once, and the
 * bytes under way to their readers. Closes streams whose readers stand still. Any thread.
 */
public final class Streams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Streams.class);
    private static final Duration WATCH_EVERY = Duration.ofSeconds(1);
    private static final Duration ROOM_PAUSE = Duration.ofMillis(50);

    private final StreamProperties properties;
    private final StreamPlaces places;
    private final Semaphore renderers;
    private final AtomicLong bytesUnderWay = new AtomicLong();
    private final Set<StreamLine> lines = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watch =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("stream-watch").daemon().factory());
    private final Cancellable topicsListener;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private volatile boolean draining;

    public Streams(
            StreamProperties properties, Topics topics, MeterRegistry meters, InstantSource clock) {
        this.properties = properties;
        this.meters = meters;
        this.clock = clock;
        this.places = new StreamPlaces(properties.max(), properties.perPrincipal());
        this.renderers = new Semaphore(2 * Runtime.getRuntime().availableProcessors(), true);
        this.topicsListener = topics.onChange(ignored -> checkAll());
        meters.gauge("millrace.streams", places, StreamPlaces::count);
        meters.gauge("millrace.streams.bytes", bytesUnderWay);
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

    /**
     * A line for a new stream. It ends one fifth sooner or later than others, so that not all come
     * back at once.
     */
    StreamLine line(ChunkSink sink, Wakeup wakeup, Supplier<Optional<Problem>> objection) {
        long life = properties.lifetime().toMillis();
        long spread = Math.max(1, life * 2 / 5);
        Duration own =
                Duration.ofMillis(
                        life - spread / 2 + RandomGenerator.getDefault().nextLong(spread));
        return new StreamLine(this, sink, wakeup, objection, clock.instant().plus(own), own);
    }

    /** Runs a stream to its end. */
    void run(StreamLine line, Runnable stream) {
        lines.add(line);
        try {
            if (draining) {
                line.drainBy(System.nanoTime());
            }
            stream.run();
        } finally {
            line.close();
            lines.remove(line);
        }
    }

    /** How long a stream is silent before it says that it lives. */
    public Duration silence() {
        return properties.silence();
    }

    /**
     * Renders when it is this stream's turn, and waits until there is room for the result: at most
     * a few chunks exist beyond what is accounted for.
     *
     * @param size of the result in bytes, to be given back by {@link #taken}
     */
    <T> T render(Supplier<T> rendering, IntSupplier size) {
        renderers.acquireUninterruptibly();
        try {
            T result = rendering.get();
            int bytes = size.getAsInt();
            while (!hasRoomFor(bytes)) {
                closeLongestStalled();
                new Wakeup().await(System.nanoTime() + ROOM_PAUSE.toNanos());
            }
            return result;
        } finally {
            renderers.release();
        }
    }

    /** Renders what is not accounted for here, when it is this request's turn. */
    public void renderInTurn(Runnable rendering) {
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
    public void drain(Duration over) {
        draining = true;
        long now = System.nanoTime();
        RandomGenerator random = RandomGenerator.getDefault();
        for (StreamLine line : lines) {
            line.drainBy(now + random.nextLong(Math.max(1, over.toNanos())));
        }
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    public int count() {
        return lines.size();
    }

    /** Bytes that are rendered and that no socket has taken yet. */
    public long bytesUnderWay() {
        return bytesUnderWay.get();
    }

    @Override
    public void close() {
        topicsListener.cancel();
        watch.shutdownNow();
        lines.forEach(StreamLine::cancel);
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
        Optional<StreamLine> longest =
                lines.stream()
                        .filter(s -> s.stalledFor().compareTo(WATCH_EVERY) > 0)
                        .max(Comparator.comparing(StreamLine::stalledFor));
        longest.ifPresent(StreamLine::cancel);
    }

    private void closeStalled() {
        for (StreamLine line : lines) {
            line.noteProgress();
            if (line.stalledFor().compareTo(properties.stall()) > 0) {
                line.cancel();
            }
        }
    }

    private void checkAll() {
        lines.forEach(StreamLine::check);
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
