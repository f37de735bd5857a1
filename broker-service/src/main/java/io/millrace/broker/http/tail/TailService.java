package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.limits.ByteBudget;
import io.millrace.broker.http.tail.SseTailFrames.Dialect;
import io.millrace.broker.http.tail.TailOpening.Opened;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** What all requests for tails share. Any thread. */
final class TailService {
    private static final int ID_WITH_EVERY_MAX = 16;
    private static final int PAGES_HEAP_PERCENT = 10;

    private final TailProperties properties;
    private final Topics topics;
    private final RecordPages pages;
    private final PageAnswers pageAnswers = new PageAnswers(ByteBudget.ofHeap(PAGES_HEAP_PERCENT));
    private final TailStreams streams;
    private final TailOpener opener;
    private final InstantSource clock;

    TailService(
            TailProperties properties, Topics topics, TailStreams streams, InstantSource clock) {
        this.properties = properties;
        this.topics = topics;
        this.streams = streams;
        this.clock = clock;
        this.pages = new RecordPages(properties.pageBytes());
        this.opener = new TailOpener(topics, properties.leaderWait());
    }

    PageAnswers pageAnswers() {
        return pageAnswers;
    }

    TailStreams streams() {
        return streams;
    }

    /** Blocks. */
    TailOpening open(TailQuery query) {
        return opener.open(
                query.topics(), query.partitions(), query.start(), query.options().failOnGap());
    }

    /** Blocks. */
    JsonBytes page(Opened opened, TailQuery query, Wakeup wakeup, BooleanSupplier unwanted) {
        TailPageFrames frames = new TailPageFrames(query.recordFormat());
        TailReader reader = reader(opened.positions(), frames, query.options());
        try {
            PageLoop loop = new PageLoop(reader, frames, streams, wakeup);
            return new TailPage(opened.positions(), frames, loop)
                    .read(opened.gaps(), query, unwanted);
        } finally {
            opened.positions().close();
        }
    }

    /** For a reader that has nothing to choose: all it was given, and it is told of gaps. */
    PageLoop assigned(TailPositions positions, TailPageFrames frames, Wakeup wakeup) {
        TailReader reader = reader(positions, frames, TailOptions.PLAIN);
        return new PageLoop(reader, frames, streams, wakeup);
    }

    TailSession session(
            Opened opened,
            TailFrames frames,
            TailQuery query,
            Supplier<Optional<Problem>> objection,
            ChunkSink sink,
            Wakeup wakeup) {
        TailMembership membership = new TailMembership(topics, opener, query.partitions());
        return new TailSession(
                opening(opened.resumed()),
                opened,
                reader(opened.positions(), frames, query.options()),
                frames,
                query.options(),
                new TailSession.Surroundings(streams, membership, objection, properties, clock),
                sink,
                wakeup);
    }

    private TailReader reader(TailPositions positions, TailFrames frames, TailOptions options) {
        return new TailReader(positions, pages, frames, options, properties.leaderWait(), clock);
    }

    /**
     * A new session; it ends one fifth sooner or later than others, so that not all come back at
     * once.
     */
    private TailFrames.Opening opening(boolean resumed) {
        RandomGenerator random = RandomGenerator.getDefault();
        long life = properties.lifetime().toMillis();
        long spread = Math.max(1, life * 2 / 5);
        Instant end =
                clock.instant()
                        .plus(Duration.ofMillis(life - spread / 2 + random.nextLong(spread)));
        return new TailFrames.Opening(
                "s-" + HexFormat.of().toHexDigits(random.nextLong()), resumed, end);
    }

    TailFrames sse(TailPositions positions, TailQuery query, Dialect dialect) {
        boolean every = query.idWithEvery().orElse(positions.size() <= ID_WITH_EVERY_MAX);
        return new SseTailFrames(
                positions,
                dialect,
                query.recordFormat(),
                query.eventName(),
                every,
                properties.positionEvery());
    }

    TailFrames ndjson(TailPositions positions, TailQuery query) {
        return new NdjsonTailFrames(positions, query.recordFormat(), properties.cursorEvery());
    }
}
