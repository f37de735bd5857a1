package io.millrace.broker.http.tail;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.stream.Streams;
import io.millrace.broker.http.stream.Wakeup;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Reads until there is something, for as long as one waits. Owned by the request's thread. */
final class PageLoop {
    private final TailReader reader;
    private final TailPageFrames frames;
    private final Streams streams;
    private final Wakeup wakeup;
    private Optional<TailEnding> ending = Optional.empty();

    PageLoop(TailReader reader, TailPageFrames frames, Streams streams, Wakeup wakeup) {
        this.reader = reader;
        this.frames = frames;
        this.streams = streams;
        this.wakeup = wakeup;
    }

    /**
     * Adds records to the page; true if it has any, or gaps.
     *
     * @param unwanted whether nobody waits any more; to be looked at after each wake-up
     */
    boolean read(
            JsonBytes out, TailReader.Portion portion, long deadline, BooleanSupplier unwanted) {
        int start = out.size();
        while (true) {
            streams.renderInTurn(() -> ending = reader.read(out, portion));
            boolean full = out.size() > start || !frames.gaps().isEmpty();
            if (full
                    || ending.isPresent()
                    || unwanted.getAsBoolean()
                    || System.nanoTime() - deadline >= 0) {
                return full;
            }
            if (!reader.hasWork()) {
                reader.callWhenReadable(wakeup::call);
                long quiet = reader.worthWakingAt().orElse(deadline);
                wakeup.await(quiet - deadline < 0 ? quiet : deadline);
            }
        }
    }

    /** Why it ended before there was anything, if so. */
    Optional<TailEnding> ending() {
        return ending;
    }
}
