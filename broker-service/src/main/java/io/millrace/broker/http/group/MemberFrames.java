package io.millrace.broker.http.group;

import io.millrace.broker.http.json.JsonBytes;
import io.millrace.broker.http.problem.Problems;
import io.millrace.broker.http.stream.frame.SseEvents;
import io.millrace.broker.http.stream.frame.SseFrames;
import io.millrace.broker.http.tail.AssignedReads.Place;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a member's stream says, as Server-Sent Events. Owned by the stream's thread. */
final class MemberFrames {
    private static final Duration RECONNECT = Duration.ofSeconds(2);

    private final SseEvents events;

    /**
     * @param cursor that of now, as text
     */
    MemberFrames(Supplier<String> cursor, boolean idWithEvery) {
        this.events = new SseEvents(out -> out.raw(JsonBytes.ascii(cursor.get())), idWithEvery);
    }

    void open(JsonBytes out, Map<String, Object> opening) {
        SseFrames.retry(out, RECONNECT);
        events.event(out, "open", false, GroupJson.bytes(opening));
    }

    /** Partitions that the member has from now on, and where it begins in them. */
    void assign(JsonBytes out, long epoch, Collection<Place> places) {
        List<Map<String, Object>> partitions = new ArrayList<>();
        for (Place place : places) {
            Map<String, Object> json = partition(place.topic().value(), place.id().partition());
            json.put("next_offset", place.nextOffset());
            partitions.add(json);
        }
        events.event(out, "assign", true, GroupJson.bytes(change(epoch, partitions)));
    }

    /**
     * Partitions of which nothing more comes.
     *
     * @param places topic and partition of each
     * @param deadline by when the member has to say that it has given them up; empty if it need not
     */
    void revoke(
            JsonBytes out,
            long epoch,
            List<Map<String, Object>> places,
            Optional<Instant> deadline) {
        Map<String, Object> json = change(epoch, places);
        deadline.ifPresent(
                at -> json.put("deadline", at.truncatedTo(ChronoUnit.MILLIS).toString()));
        events.event(out, "revoke", true, GroupJson.bytes(json));
    }

    private static Map<String, Object> change(long epoch, List<Map<String, Object>> partitions) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epoch", epoch);
        json.put("partitions", partitions);
        return json;
    }

    static Map<String, Object> partition(String topic, int partition) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("topic", topic);
        json.put("partition", partition);
        return json;
    }

    void record(JsonBytes out, byte[] envelope) {
        boolean ignored = events.record(out, null, envelope);
    }

    void gap(JsonBytes out, Map<String, Object> gap) {
        events.event(out, "gap", true, GroupJson.bytes(gap));
    }

    void endOfChunk(JsonBytes out) {
        boolean ignored = events.endOfChunk(out);
    }

    void heartbeat(JsonBytes out, Instant now, int unacked, Map<String, Map<String, Long>> lag) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("t", now.truncatedTo(ChronoUnit.SECONDS).toString());
        json.put("unacked", unacked);
        json.put("lag", lag);
        events.event(out, "heartbeat", false, GroupJson.bytes(json));
    }

    void fenced(JsonBytes out, Problem problem) {
        events.event(out, "fenced", false, Problems.json(problem));
    }

    void error(JsonBytes out, Problem problem) {
        events.event(out, "error", false, Problems.json(problem));
    }

    void retry(JsonBytes out, Duration wait) {
        events.retry(out, wait);
    }
}
