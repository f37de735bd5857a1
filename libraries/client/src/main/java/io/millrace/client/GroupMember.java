package io.millrace.client;

import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.TopicName;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.Method;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A member of a group, over plain HTTP by any broker. A poll says that all the polls before have
 * brought is processed: it is committed then, and only then, so that each record comes at least
 * once. Whoever loses the membership begins anew by itself. Owned by one thread, whose silence
 * between polls a thread of the member's own makes up for.
 */
public final class GroupMember implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration WAIT_MAX = Duration.ofSeconds(20);
    private static final Set<ErrorCode> LOST =
            Set.of(ErrorCode.UNKNOWN_MEMBER, ErrorCode.FENCED_MEMBER_EPOCH);

    private final Transport transport;
    private final String path;
    private final List<TopicName> topics;
    private final GroupConfig config;
    private final Thread heart;
    private volatile @Nullable Standing standing;
    private volatile boolean polling;
    private String incarnation = UUID.randomUUID().toString();
    private boolean beganAnew;
    private volatile Map<TopicName, Set<Integer>> assignment = Map.of();

    /** A membership as of the last answer. */
    private record Standing(String cursor, long session, long memberEpoch, Duration interval) {}

    GroupMember(Transport transport, String group, List<TopicName> topics, GroupConfig config) {
        this.transport = transport;
        this.topics = List.copyOf(topics);
        this.config = config;
        this.path = "/v1/groups/" + encoded(group) + "/members/" + encoded(config.memberId());
        this.heart = Thread.ofVirtual().name("millrace-member").start(this::beat);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Acknowledges all that was brought before, and brings what is next; nothing if nothing came in
     * this time.
     *
     * @throws MillraceException if the broker refuses for good
     */
    public GroupPage poll(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        polling = true;
        try {
            while (true) {
                GroupPage page = attempt(deadline);
                if (page != null && isWorthTelling(page)) {
                    beganAnew = false;
                    return page;
                }
                if (System.nanoTime() - deadline >= 0) {
                    return new GroupPage(List.of(), assignment, List.of(), false);
                }
            }
        } finally {
            polling = false;
        }
    }

    /**
     * Acknowledges all that was brought, without asking for more: for whoever is about to close.
     *
     * @return whether it counts; if not, the membership is lost, and the records come again
     * @throws MillraceException if it is unknown whether it counts
     */
    public boolean acknowledge() {
        Standing now = standing;
        if (now == null) {
            return false;
        }
        try {
            var _ = ask(Method.POST, path + "/acks", Map.of("cursor", now.cursor()), Duration.ZERO);
            return true;
        } catch (MillraceException e) {
            if (LOST.contains(e.problem().code())) {
                return false;
            }
            throw e;
        }
    }

    /** The partitions that it has as of the last answer. Any thread. */
    public Map<TopicName, Set<Integer>> assignment() {
        return assignment;
    }

    private static boolean isWorthTelling(GroupPage page) {
        return !page.records().isEmpty() || !page.gaps().isEmpty();
    }

    private @Nullable GroupPage attempt(long deadline) {
        try {
            Standing now = standing;
            if (now == null) {
                standing = join();
                return null;
            }
            return poll(now, deadline);
        } catch (MillraceException e) {
            if (LOST.contains(e.problem().code())) {
                standing = null;
                assignment = Map.of();
                incarnation = UUID.randomUUID().toString();
                beganAnew = true;
                return null;
            }
            if (!e.problem().retriable() && e.problem().status() < 500) {
                throw e;
            }
            pause();
            return null;
        }
    }

    private Standing join() {
        Map<String, Object> wish = new LinkedHashMap<>();
        wish.put("topics", topics.stream().map(TopicName::value).toList());
        wish.put("incarnation", incarnation);
        config.instanceId().ifPresent(instance -> wish.put("instance_id", instance));
        config.rack().ifPresent(rack -> wish.put("rack", rack));
        wish.put("rebalance_timeout_ms", config.rebalanceTimeout().toMillis());
        wish.put("auto_offset_reset", config.startsAtLatest() ? "latest" : "earliest");
        JsonNode joined = Json.MAPPER.readTree(ask(Method.PUT, path, wish, Duration.ZERO).body());
        return standing(
                joined, Duration.ofMillis(joined.path("heartbeat_interval_ms").asLong(5_000)));
    }

    private GroupPage poll(Standing now, long deadline) {
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        Duration wait = left.compareTo(WAIT_MAX) < 0 ? left : WAIT_MAX;
        Map<String, Object> wish = new LinkedHashMap<>();
        wish.put("cursor", now.cursor());
        wish.put("ack", true);
        wish.put("max_records", config.recordsMax());
        wish.put("max_wait_ms", wait.toMillis());
        try {
            Answer answer = ask(Method.POST, path + "/poll", wish, wait);
            GroupPageReader page = GroupPageReader.of(answer.body());
            standing = standing(page.rest(), now.interval());
            assignment = page.assignment();
            return new GroupPage(page.records(), assignment, page.gaps(), beganAnew);
        } catch (JacksonException e) {
            throw new MillraceException(
                    Problem.of(ErrorCode.INTERNAL, "The broker's answer is no page"), e);
        }
    }

    private static Standing standing(JsonNode answer, Duration interval) {
        return new Standing(
                answer.path("cursor").asString(),
                answer.path("session").asLong(),
                answer.path("member_epoch").asLong(),
                interval);
    }

    private Answer ask(Method method, String at, Map<String, Object> body, Duration wait) {
        HttpUriRequestBase request = transport.json(method, transport.base(), at, body);
        Answer answer = Waiting.forAnswer(transport.send(request, wait, _ -> {}));
        if (!answer.isSuccess()) {
            throw Problems.of(answer).asException();
        }
        return answer;
    }

    /** Says that the member lives while its thread processes records. */
    private void beat() {
        try {
            while (true) {
                Standing now = standing;
                Thread.sleep(now == null ? Duration.ofSeconds(1) : now.interval());
                Standing present = standing;
                if (present != null && !polling) {
                    beatOnce(present);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void beatOnce(Standing present) throws InterruptedException {
        try {
            var _ =
                    ask(
                            Method.POST,
                            path + "/heartbeat",
                            Map.of(
                                    "session",
                                    present.session(),
                                    "member_epoch",
                                    present.memberEpoch()),
                            Duration.ZERO);
        } catch (MillraceException e) {
            // The next poll will hear of it, and is the one to act on it.
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Waiting.interrupted();
        }
    }

    /** Leaves, so that others get the partitions at once. What was not acknowledged is theirs. */
    @Override
    public void close() {
        heart.interrupt();
        Standing last = standing;
        standing = null;
        if (last == null) {
            return;
        }
        try {
            var _ =
                    ask(
                            Method.DELETE,
                            path + "?session=" + last.session(),
                            Map.of(),
                            Duration.ZERO);
        } catch (MillraceException e) {
            // It is expelled when it has been silent for long enough.
        }
    }
}
