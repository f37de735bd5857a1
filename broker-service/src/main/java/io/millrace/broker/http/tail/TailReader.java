package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.tail.PageOutcome.Page;
import io.millrace.broker.http.tail.TailOptions.Slow;
import io.millrace.broker.partition.Offsets;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a subscription's partitions in turn and has what is found told. Owned by the stream's
 * thread; does file I/O.
 */
final class TailReader {
    private static final int PAGES_AT_A_TIME = 64;
    private static final Duration QUIET = Duration.ofMillis(100);

    /**
     * How much is told at a time.
     *
     * @param softBytes after this no further page is begun
     * @param hardBytes after this no further record is told
     * @param records the most records
     */
    record Portion(int softBytes, int hardBytes, int records) {}

    private final TailPositions positions;
    private final RecordPages pages;
    private final RecordFrames frames;
    private final TailOptions options;
    private final Duration leaderWait;
    private final InstantSource clock;
    private boolean untold;
    private boolean keptUp;

    TailReader(
            TailPositions positions,
            RecordPages pages,
            RecordFrames frames,
            TailOptions options,
            Duration leaderWait,
            InstantSource clock) {
        this.positions = positions;
        this.pages = pages;
        this.frames = frames;
        this.options = options;
        this.leaderWait = leaderWait;
        this.clock = clock;
    }

    /** Whether records were passed whose position the client has not been told. */
    boolean isUntold() {
        return untold;
    }

    /** After the position was told. */
    void told() {
        untold = false;
    }

    /** Whether some partition may have something now. */
    boolean hasWork() {
        long now = System.nanoTime();
        return positions.all().stream().anyMatch(position -> position.isWorthReading(now));
    }

    /** When partitions that are not to be read now may be, if there are any such. */
    OptionalLong worthWakingAt() {
        long now = System.nanoTime();
        return positions.all().stream()
                .filter(position -> position.quietUntil() - now > 0)
                .mapToLong(TailPosition::quietUntil)
                .min();
    }

    /** Has the thread called when there is more. */
    void callWhenReadable(Runnable wakeUp) {
        keptUp = true;
        for (TailPosition position : positions.all()) {
            position.callWhenReadable(wakeUp);
        }
    }

    /** Adds what there is; says why the stream must end, if so. */
    Optional<TailEnding> read(JsonBytes out, Portion portion) {
        int start = out.size();
        int recordsLeft = portion.records();
        int idle = 0;
        for (int page = 0; page < PAGES_AT_A_TIME && idle < positions.size(); page++) {
            TailPosition at = positions.nextInTurn();
            if (!at.isWorthReading(System.nanoTime())) {
                idle++;
                page--;
                continue;
            }
            idle = 0;
            if (isTooFarBehind(at)) {
                if (options.slow() == Slow.CLOSE) {
                    return Optional.of(new TailEnding.TooSlow());
                }
                skipToEnd(out, at);
            }
            at.takeCall();
            switch (next(at)) {
                case Page found -> {
                    at.answered();
                    recordsLeft -= tell(out, at, found, start + portion.hardBytes(), recordsLeft);
                }
                case PageOutcome.Nothing ignored -> {
                    at.answered();
                    if (at.lag() > 0) {
                        at.beQuiet(System.nanoTime() + QUIET.toNanos());
                    }
                }
                case PageOutcome.Refused(Problem problem) -> {
                    Optional<TailEnding> ending = refused(out, at, problem);
                    if (ending.isPresent()) {
                        return ending;
                    }
                }
            }
            if (recordsLeft <= 0 || out.size() - start >= portion.softBytes()) {
                break;
            }
        }
        return Optional.empty();
    }

    private PageOutcome next(TailPosition at) {
        int leader = at.partition().leaderEpoch();
        if (leader == at.confirmedBy()) {
            return pages.read(at.partition(), leader, at.next(), at.lastEpoch());
        }
        PageOutcome outcome =
                pages.readUnconfirmed(at.partition(), leader, at.next(), at.lastEpoch());
        if (!(outcome instanceof PageOutcome.Refused)) {
            at.confirmBy(leader);
        }
        return outcome;
    }

    /** Returns how many records were told. */
    private int tell(JsonBytes out, TailPosition at, Page page, int sizeMax, int recordsMax) {
        int told = 0;
        for (Iterator<TailRecord> rest = page.records().iterator(); rest.hasNext(); ) {
            TailRecord record = rest.next();
            boolean last = !rest.hasNext();
            // A new epoch's first batch is no record: behind the last one may be a later epoch.
            at.moveTo(
                    last ? page.nextOffset() : record.offset() + 1,
                    last ? page.leaderEpoch() : record.leaderEpoch());
            if (!options.filter().admits(record.key(), record.headers())) {
                untold = true;
                continue;
            }
            untold = !frames.record(out, at, record);
            told++;
            if (told == recordsMax || out.size() >= sizeMax) {
                return told;
            }
        }
        if (page.records().isEmpty()) {
            at.moveTo(page.nextOffset(), page.leaderEpoch());
        }
        return told;
    }

    private Optional<TailEnding> refused(JsonBytes out, TailPosition at, Problem problem) {
        Problem told =
                problem.with("topic", at.topic().name().value()).with("partition", at.index());
        Optional<Gap.Reason> reason = GapRule.reason(problem);
        if (reason.isPresent() && !options.failOnGap()) {
            Offsets offsets = at.partition().offsets();
            long resumedAt = GapRule.resumedAt(problem, offsets, at.next());
            goOn(out, at, resumedAt, reason.get());
            return Optional.empty();
        }
        long now = System.nanoTime();
        boolean forGood = !problem.retriable() || problem.code() == ErrorCode.BROKER_DRAINING;
        if (forGood || at.refusedFor(now) > leaderWait.toNanos()) {
            return Optional.of(new TailEnding.Failed(told));
        }
        at.beQuiet(now + QUIET.toNanos());
        return Optional.empty();
    }

    private boolean isTooFarBehind(TailPosition at) {
        if (options.slow() == Slow.LAG || (options.slow() == Slow.CLOSE && !keptUp)) {
            return false;
        }
        long lag = at.lag();
        if (lag > options.lagMax().orElse(Long.MAX_VALUE)) {
            return true;
        }
        if (options.lagMaxMs().isEmpty() || lag == 0) {
            return false;
        }
        OptionalLong appended = at.partition().appendTimeOf(at.next());
        return appended.isPresent()
                && clock.millis() - appended.getAsLong() > options.lagMaxMs().getAsLong();
    }

    private void skipToEnd(JsonBytes out, TailPosition at) {
        goOn(out, at, at.partition().offsets().highWatermark(), Gap.Reason.SLOW);
    }

    private void goOn(JsonBytes out, TailPosition at, long offset, Gap.Reason reason) {
        long requested = at.next();
        int epoch = at.partition().leaderEpoch();
        at.moveTo(offset, epoch);
        at.confirmBy(epoch);
        frames.gap(out, new Gap(at, requested, offset, reason));
        untold = false;
    }
}
