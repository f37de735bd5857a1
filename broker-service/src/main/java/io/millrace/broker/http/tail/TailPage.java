package io.millrace.broker.http.tail;

import static io.millrace.broker.http.json.JsonBytes.ascii;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import java.util.List;
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
    private final TailPageFrames frames;
    private final PageLoop loop;
    private final JsonBytes out = new JsonBytes(1024).raw(RECORDS);

    TailPage(TailPositions positions, TailPageFrames frames, PageLoop loop) {
        this.positions = positions;
        this.frames = frames;
        this.loop = loop;
    }

    /**
     * The document.
     *
     * @param gaps what was lost before the page
     * @param unwanted whether the client has left
     * @throws MillraceException if reading fails for good
     */
    JsonBytes read(List<Gap> gaps, TailQuery query, BooleanSupplier unwanted) {
        gaps.forEach(gap -> frames.gap(out, gap));
        long deadline = System.nanoTime() + query.maxWait().toNanos();
        if (!loop.read(out, query.page(), deadline, unwanted)) {
            // Else the next page, which begins with it, says so.
            loop.ending()
                    .ifPresent(
                            ending -> {
                                throw failure(ending);
                            });
        }
        out.raw(CURSOR);
        positions.writeCursor(out);
        out.raw('"');
        if (!frames.gaps().isEmpty()) {
            out.raw(GAPS).raw(TailJson.bytes(frames.gaps().stream().map(Gap::toJson).toList()));
        }
        return out.raw('}');
    }

    static MillraceException failure(TailEnding ending) {
        return ending instanceof TailEnding.Failed(Problem problem)
                ? problem.asException()
                : Problem.of(ErrorCode.INVALID_REQUEST, "A page is never too slow").asException();
    }
}
