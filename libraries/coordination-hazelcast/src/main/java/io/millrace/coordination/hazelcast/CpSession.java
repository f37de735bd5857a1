package io.millrace.coordination.hazelcast;

import io.millrace.coordination.LeaseName;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This member's one session in CP, which all its locks hang on, and the pulse of CP itself. {@link
 * #beat} is called each second, by one thread; any thread may call the rest; nothing blocks.
 *
 * <p>A session is opened when the first lock is asked for. CP closes it when it was not renewed for
 * its time to live, when another member says that this one is gone, and when no lock hung on it for
 * a while; each time the locks are free, and the next attempt opens another session.
 */
final class CpSession {

    private static final Logger LOG = LoggerFactory.getLogger(CpSession.class);
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final CpGroup cp;
    private final AtomicReference<@Nullable CompletableFuture<Answer<Long>>> current =
            new AtomicReference<>();
    private volatile Deadline freshUntil = Deadline.in(Duration.ZERO);
    private volatile boolean ended;
    private boolean told;

    CpSession(CpGroup cp) {
        this.cp = cp;
    }

    /** The open session, or a new one. */
    CompletableFuture<Answer<Long>> open() {
        if (ended) {
            return CompletableFuture.completedFuture(new Answer.Silence<>("this member left"));
        }
        CompletableFuture<Answer<Long>> opening = new CompletableFuture<>();
        CompletableFuture<Answer<Long>> present = current.compareAndExchange(null, opening);
        if (present != null) {
            return present;
        }
        var _ =
                cp.openSession()
                        .thenAccept(
                                answer -> {
                                    if (!(answer instanceof Answer.Given)) {
                                        current.compareAndSet(opening, null);
                                    }
                                    opening.complete(answer);
                                });
        return opening;
    }

    boolean isOpen(long session) {
        OptionalLong present = id();
        return !ended && present.isPresent() && present.getAsLong() == session;
    }

    /** CP said that this session is over. A newer one is not touched. */
    void lose(long session) {
        CompletableFuture<Answer<Long>> present = current.get();
        if (present != null && idOf(present).equals(OptionalLong.of(session))) {
            current.compareAndSet(present, null);
        }
    }

    /** Whether CP has answered lately. */
    boolean isFresh() {
        return !ended && !freshUntil.isOver();
    }

    /** Renews the session if there is one, else asks something cheap. */
    void beat() {
        cp.search(this::pulse);
        pulse();
        tellChanges();
    }

    private void pulse() {
        OptionalLong session = id();
        if (session.isPresent()) {
            long renewed = session.getAsLong();
            var _ = cp.renew(renewed).thenAccept(answer -> heard(answer, renewed));
        } else {
            var _ = cp.owner(LeaseName.CONTROLLER).thenAccept(answer -> heard(answer, -1));
        }
    }

    /**
     * Ends this member's part: nothing is open or fresh any more. The last session's id, if any.
     */
    OptionalLong end() {
        OptionalLong last = id();
        ended = true;
        return last;
    }

    boolean hasEnded() {
        return ended;
    }

    private void heard(Answer<?> answer, long renewed) {
        switch (answer) {
            case Answer.Given<?> given -> freshUntil = Deadline.in(FRESH);
            case Answer.Gone<?> gone -> {
                lose(renewed);
                freshUntil = Deadline.in(FRESH);
            }
            case Answer.Silence<?>(String why) ->
                    LOG.atDebug().setMessage("CP did not answer").addKeyValue("error", why).log();
        }
    }

    private void tellChanges() {
        boolean fresh = isFresh();
        if (fresh != told) {
            told = fresh;
            (fresh ? LOG.atInfo() : LOG.atWarn())
                    .setMessage(fresh ? "CP answers" : "CP does not answer")
                    .log();
        }
    }

    private OptionalLong id() {
        CompletableFuture<Answer<Long>> present = current.get();
        return present == null ? OptionalLong.empty() : idOf(present);
    }

    private static OptionalLong idOf(CompletableFuture<Answer<Long>> opening) {
        return opening.getNow(new Answer.Silence<>("not open yet"))
                        instanceof Answer.Given(Long session)
                ? OptionalLong.of(session)
                : OptionalLong.empty();
    }
}
