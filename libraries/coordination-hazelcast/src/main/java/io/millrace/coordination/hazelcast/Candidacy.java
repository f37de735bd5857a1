package io.millrace.coordination.hazelcast;

import io.millrace.coordination.Acquisition;
import io.millrace.coordination.Lease;
import io.millrace.coordination.LeaseName;
import io.millrace.coordination.LeaseState;
import io.millrace.coordination.MemberId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * This member's stand on one name: it has nothing, holds the lock, or waits for CP to settle what
 * became of a request. Attempts take turns; a release may come from any thread at any time.
 *
 * <p>CP knows the member's session only, so two acquisitions of one session look alike but for
 * their tokens. Therefore no lock is asked for before the last request about it was answered, or
 * its session is over.
 *
 * <p>An attempt looks before it asks: CP remembers each refused request for as long as the session
 * lives, in the memory of all members.
 */
final class Candidacy {

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(1);
    private static final Duration STATE_WITHIN = Duration.ofMillis(500);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final long ASK_AGAIN_SECONDS = 1;

    private final LeaseName name;
    private final MemberId self;
    private final CpGroup cp;
    private final CpSession session;
    private final long tokensBefore;
    private final Semaphore turn = new Semaphore(1);
    private final AtomicReference<Stand> stand = new AtomicReference<>(new Nothing());

    /**
     * @param tokensBefore added to CP's tokens, which begin anew with each generation
     */
    Candidacy(LeaseName name, MemberId self, CpGroup cp, CpSession session, long tokensBefore) {
        this.name = name;
        this.self = self;
        this.cp = cp;
        this.session = session;
        this.tokensBefore = tokensBefore;
    }

    private sealed interface Stand {}

    private record Nothing() implements Stand {}

    private record Holding(HeldLease lease) implements Stand {}

    private record Settling(CompletableFuture<Answer<Boolean>> settled) implements Stand {}

    Acquisition attempt(Deadline deadline) throws InterruptedException {
        if (!turn.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
            return new Acquisition.HeldElsewhere(Optional.empty());
        }
        try {
            Acquisition answer = attemptOnce(deadline);
            while (!(answer instanceof Acquisition.Acquired)
                    && !deadline.isOver()
                    && !session.hasEnded()) {
                Duration left = deadline.left();
                Thread.sleep(left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY);
                answer = attemptOnce(deadline);
            }
            return answer;
        } finally {
            turn.release();
        }
    }

    private Acquisition attemptOnce(Deadline deadline) throws InterruptedException {
        if (!session.isFresh()) {
            return new Acquisition.Unreachable();
        }
        return switch (stand.get()) {
            case Holding(HeldLease lease) when lease.state() != LeaseState.LOST ->
                    new Acquisition.HeldElsewhere(Optional.of(self));
            case Settling(CompletableFuture<Answer<Boolean>> settled)
                    when Answer.await(settled, ANSWER_WITHIN) instanceof Answer.Silence ->
                    new Acquisition.Unreachable();
            case Stand free -> look(deadline);
        };
    }

    private Acquisition look(Deadline deadline) throws InterruptedException {
        return switch (Answer.await(cp.owner(name), ANSWER_WITHIN)) {
            case Answer.Given<Optional<CpGroup.Owner>>(var owner) when owner.isEmpty() ->
                    ask(deadline);
            case Answer.Given<Optional<CpGroup.Owner>> held ->
                    new Acquisition.HeldElsewhere(Optional.empty());
            case Answer.Gone<?> gone -> new Acquisition.Unreachable();
            case Answer.Silence<?> silence -> new Acquisition.Unreachable();
        };
    }

    private Acquisition ask(Deadline deadline) throws InterruptedException {
        if (!(Answer.await(session.open(), ANSWER_WITHIN)
                instanceof Answer.Given(Long openSession))) {
            return new Acquisition.Unreachable();
        }
        CompletableFuture<Answer<Long>> asked = cp.tryLock(name, openSession);
        Answer<Long> answer;
        try {
            answer = Answer.await(asked, deadline.leftOr(ANSWER_WITHIN));
        } catch (InterruptedException e) {
            settle(stand.get(), () -> giveUpAfter(asked, openSession));
            throw e;
        }
        return switch (answer) {
            case Answer.Given<Long>(Long token) when token > 0 -> {
                HeldLease lease = new HeldLease(openSession, token);
                stand.set(new Holding(lease));
                yield new Acquisition.Acquired(lease);
            }
            case Answer.Given<Long> refused -> new Acquisition.HeldElsewhere(Optional.empty());
            case Answer.Gone<Long> gone -> {
                session.lose(openSession);
                yield new Acquisition.Unreachable();
            }
            case Answer.Silence<Long> silence -> {
                settle(stand.get(), () -> giveUpAfter(asked, openSession));
                yield new Acquisition.Unreachable();
            }
        };
    }

    /**
     * Goes from one stand over settling to nothing, unless somebody else has gone on from there.
     */
    private void settle(Stand from, Supplier<CompletableFuture<Void>> work) {
        Settling settling = new Settling(new CompletableFuture<>());
        if (stand.compareAndSet(from, settling)) {
            var _ =
                    work.get()
                            .whenComplete(
                                    (done, failure) -> {
                                        stand.compareAndSet(settling, new Nothing());
                                        settling.settled().complete(new Answer.Given<>(true));
                                    });
        }
    }

    /**
     * A request whose outcome is unknown may have taken the lock. Once it is over it is not
     * repeated any more, and what it may have taken is given back.
     */
    private CompletableFuture<Void> giveUpAfter(
            CompletableFuture<Answer<Long>> asked, long openSession) {
        return asked.thenCompose(answer -> giveUp(openSession));
    }

    private CompletableFuture<Void> giveUp(long openSession) {
        if (!session.isOpen(openSession)) {
            return CompletableFuture.completedFuture(null);
        }
        return cp.unlock(name, openSession)
                .thenCompose(
                        answer ->
                                answer instanceof Answer.Silence
                                        ? giveUpAgain(openSession)
                                        : CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<Void> giveUpAgain(long openSession) {
        return CompletableFuture.runAsync(
                        () -> {},
                        CompletableFuture.delayedExecutor(ASK_AGAIN_SECONDS, TimeUnit.SECONDS))
                .thenCompose(pause -> giveUp(openSession));
    }

    /** The lock under one token. */
    private final class HeldLease implements Lease {

        private final CpGroup.Owner owner;

        HeldLease(long openSession, long token) {
            this.owner = new CpGroup.Owner(openSession, token);
        }

        @Override
        public LeaseName name() {
            return name;
        }

        @Override
        public long fence() {
            return tokensBefore + owner.token();
        }

        @Override
        public LeaseState state() {
            Stand now = stand.get();
            if (!(now instanceof Holding(HeldLease lease)) || lease != this) {
                return LeaseState.LOST;
            }
            if (!session.isOpen(owner.session())) {
                stand.compareAndSet(now, new Nothing());
                return LeaseState.LOST;
            }
            if (!session.isFresh()) {
                return LeaseState.UNKNOWN;
            }
            return switch (ownerNow()) {
                case Answer.Given<Optional<CpGroup.Owner>>(var present)
                        when present.equals(Optional.of(owner)) ->
                        LeaseState.HELD;
                case Answer.Given<Optional<CpGroup.Owner>> other -> {
                    stand.compareAndSet(now, new Nothing());
                    yield LeaseState.LOST;
                }
                case Answer.Gone<?> gone -> LeaseState.UNKNOWN;
                case Answer.Silence<?> silence -> LeaseState.UNKNOWN;
            };
        }

        @Override
        public void release() {
            Stand now = stand.get();
            if (now instanceof Holding(HeldLease lease) && lease == this) {
                settle(now, () -> giveUp(owner.session()));
            }
        }

        private Answer<Optional<CpGroup.Owner>> ownerNow() {
            try {
                return Answer.await(cp.owner(name), STATE_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Answer.Silence<>("interrupted");
            }
        }
    }
}
