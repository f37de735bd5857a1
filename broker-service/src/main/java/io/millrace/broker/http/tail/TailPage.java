package io.millrace.broker.http.tail;

import static io.millrace.broker.http.json.JsonBytes.ascii;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One page of JSON: what there is now, or what comes first within the wait. Owned by the request's
 * virtual thread.
 */
final class TailPage {
    private static final byte[] RECORDS = ascii("{\"records\":[");
    private static final byte[] CURSOR = ascii("],\"cursor\":\"");
    private static final byte[] GAPS = ascii(",\"gaps\":");

    private final TailPositions positions;
    private final TailReader reader;
    private final TailPageFrames frames;
    private final TailStreams streams;
    private final Wakeup wakeup;
    private final JsonBytes out = new JsonBytes(1024).raw(RECORDS);
    private Optional<TailEnding> ending = Optional.empty();

    TailPage(
            TailPositions positions,
            TailReader reader,
            TailPageFrames frames,
            TailStreams streams,
            Wakeup wakeup) {
        this.positions = positions;
        this.reader = reader;
        this.frames = frames;
        this.streams = streams;
        this.wakeup = wakeup;
    }

    /**
     * The document.
     *
     * @param gaps what was lost before the page
     * @param unwanted whether the client has left
     * @throws io.millrace.protocol.MillraceException if reading fails for good
     */
    JsonBytes read(List<Gap> gaps, TailQuery query, BooleanSupplier unwanted) {
        gaps.forEach(gap -> frames.gap(out, gap));
        long deadline = System.nanoTime() + query.maxWait().toNanos();
        int start = out.size();
        boolean full;
        while (true) {
            streams.renderInTurn(() -> ending = reader.read(out, query.page()));
            full = out.size() > start || !frames.gaps().isEmpty();
            if (full
                    || ending.isPresent()
                    || unwanted.getAsBoolean()
                    || System.nanoTime() - deadline >= 0) {
                break;
            }
            if (!reader.hasWork()) {
                reader.callWhenReadable(wakeup::call);
                long quiet = reader.worthWakingAt().orElse(deadline);
                wakeup.await(quiet - deadline < 0 ? quiet : deadline);
            }
        }
        if (!full) { // Else the next page, which begins with it, says so.
            ending.ifPresent(TailPage::raise);
        }
        out.raw(CURSOR);
        positions.writeCursor(out);
        out.raw('"');
        if (!frames.gaps().isEmpty()) {
            out.raw(GAPS).raw(TailJson.bytes(frames.gaps().stream().map(Gap::toJson).toList()));
        }
        return out.raw('}');
    }

    private static void raise(TailEnding ending) {
        if (ending instanceof TailEnding.Failed(Problem problem)) {
            throw problem.asException();
        }
        throw Problem.of(ErrorCode.INVALID_REQUEST, "A page is never too slow").asException();
    }
}
