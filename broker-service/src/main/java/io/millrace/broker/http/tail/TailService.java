package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.limits.ByteBudget;
import io.millrace.broker.http.stream.StreamLine;
import io.millrace.broker.http.stream.StreamOpening;
import io.millrace.broker.http.stream.StreamRequest;
import io.millrace.broker.http.stream.StreamResponses.Wish;
import io.millrace.broker.http.stream.Streams;
import io.millrace.broker.http.stream.Wakeup;
import io.millrace.broker.http.tail.SseTailFrames.Dialect;
import io.millrace.broker.http.tail.TailOpening.Opened;
import io.millrace.broker.partition.Topics;
import io.millrace.protocol.Problem;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.springframework.http.MediaType;

/** What all requests for tails share. Any thread. */
final class TailService {
    private static final int ID_WITH_EVERY_MAX = 16;
    private static final int PAGES_HEAP_PERCENT = 10;

    private final TailProperties properties;
    private final Topics topics;
    private final RecordPages pages;
    private final PageAnswers pageAnswers = new PageAnswers(ByteBudget.ofHeap(PAGES_HEAP_PERCENT));
    private final Streams streams;
    private final TailOpener opener;
    private final InstantSource clock;

    TailService(TailProperties properties, Topics topics, Streams streams, InstantSource clock) {
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

    /** Blocks. */
    TailOpening open(TailQuery query) {
        return opener.open(
                query.topics(), query.partitions(), query.start(), query.options().failOnGap());
    }

    /** A stream of what a query asks for. */
    Wish wish(
            StreamRequest request,
            TailQuery query,
            MediaType type,
            CursorRoom room,
            Function<TailPositions, TailFrames> frames) {
        return new Wish(request, type, () -> opening(query, room, frames));
    }

    private StreamOpening opening(
            TailQuery query, CursorRoom room, Function<TailPositions, TailFrames> frames) {
        return switch (open(query)) {
            case Opened opened -> {
                room.check(opened);
                yield new StreamOpening.Ready(
                        line -> session(opened, frames.apply(opened.positions()), query, line));
            }
            case TailOpening.Gone gone -> new StreamOpening.Over(gone.problem());
            case TailOpening.Refused(Problem problem) -> new StreamOpening.Refused(problem);
        };
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
        return new PageLoop(assigned(positions, frames), frames, streams, wakeup);
    }

    TailReader assigned(TailPositions positions, RecordFrames frames) {
        return reader(positions, frames, TailOptions.PLAIN);
    }

    TailSession session(Opened opened, TailFrames frames, TailQuery query, StreamLine line) {
        return new TailSession(
                new TailFrames.Opening(sessionName(), opened.resumed(), line.expiresAt()),
                opened,
                reader(opened.positions(), frames, query.options()),
                new TailMembership(topics, opener, query.partitions()),
                frames,
                query.options(),
                streams.silence(),
                line,
                clock);
    }

    private static String sessionName() {
        return "s-" + HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextLong());
    }

    private TailReader reader(TailPositions positions, RecordFrames frames, TailOptions options) {
        return new TailReader(positions, pages, frames, options, properties.leaderWait(), clock);
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
