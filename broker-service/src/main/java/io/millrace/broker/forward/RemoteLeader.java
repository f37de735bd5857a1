package io.millrace.broker.forward;

import io.millrace.broker.partition.Cancellable;
import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.Offsets;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.broker.partition.ProduceRequest;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Outcome;
import io.millrace.protocol.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Another broker that leads a partition in one epoch. Any thread. Whatever goes wrong on the way is
 * told as clients may see it.
 */
final class RemoteLeader {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration WATCH_PATIENCE = Duration.ofSeconds(20);
    private static final Duration DELETE_PATIENCE = Duration.ofSeconds(30);

    private final BrokerId broker;
    private final LedPartition at;
    private final Forwards forwards;
    private final ForwardRefusals refusals;
    private final Consumer<Offsets> listener;
    private final LeaderWatch watch;

    /**
     * @param listener told whatever the leader says of its log's beginning and end
     */
    RemoteLeader(
            BrokerId broker,
            LedPartition at,
            Forwards forwards,
            ForwardRefusals refusals,
            Consumer<Offsets> listener) {
        this.broker = broker;
        this.at = at;
        this.forwards = forwards;
        this.refusals = refusals;
        this.listener = listener;
        this.watch = new LeaderWatch(forwards, this::awaitBehind);
    }

    boolean is(BrokerId leader, int leaderEpoch) {
        return broker.equals(leader) && at.leaderEpoch() == leaderEpoch;
    }

    int leaderEpoch() {
        return at.leaderEpoch();
    }

    /** Never blocks; the futures never fail. */
    List<CompletableFuture<ProduceOutcome>> append(
            List<ProduceRequest> requests, Duration patience) {
        List<CompletableFuture<ProduceOutcome>> answers = new ArrayList<>(requests.size());
        requests.forEach(_ -> answers.add(new CompletableFuture<>()));
        try {
            forwards.execute(() -> append(requests, patience, answers));
        } catch (RejectedExecutionException e) {
            refuseAll(answers, refusals.unreachable(broker));
        }
        return answers;
    }

    private void append(
            List<ProduceRequest> requests,
            Duration patience,
            List<CompletableFuture<ProduceOutcome>> answers) {
        try {
            List<ProduceOutcome> outcomes =
                    forwards.call(broker, Call.APPEND, peer -> peer.append(at, requests, patience));
            for (int i = 0; i < outcomes.size(); i++) {
                answers.get(i).complete(refusals.ofLeader(outcomes.get(i)));
            }
            // Should there be fewer outcomes than requests, nobody knows of the others.
            refuseAll(answers, refusals.unanswered(broker));
        } catch (MillraceException e) {
            Problem problem = e.problem();
            Outcome outcome = problem.outcome() == null ? Outcome.NOT_APPENDED : problem.outcome();
            refuseAll(answers, refusals.ofLeader(problem.withOutcome(outcome)));
        } catch (NotSentException e) {
            refuseAll(answers, refusals.unreachable(broker));
        } catch (RuntimeException e) {
            refuseAll(answers, refusals.unanswered(broker));
        } catch (Error e) {
            refuseAll(answers, refusals.unanswered(broker));
            throw e;
        }
    }

    private static void refuseAll(
            List<CompletableFuture<ProduceOutcome>> answers, Problem problem) {
        answers.forEach(answer -> answer.complete(new ProduceOutcome.Refused(problem)));
    }

    /** Blocks. */
    FetchOutcome fetch(long offset, int maxBytes, OptionalInt lastFetchedEpoch) {
        if (!forwards.tryTakeRoom(maxBytes)) {
            return new FetchOutcome.Refused(refusals.tooManyFetches());
        }
        try {
            FetchOutcome outcome =
                    ask(Call.FETCH, peer -> peer.fetch(at, offset, maxBytes, lastFetchedEpoch));
            return switch (outcome) {
                case FetchOutcome.Fetched(_, Offsets offsets) -> ofThisEpoch(outcome, offsets);
                case FetchOutcome.Empty(Offsets offsets) -> ofThisEpoch(outcome, offsets);
                case FetchOutcome.Refused(Problem problem) ->
                        new FetchOutcome.Refused(refusals.ofLeader(problem));
            };
        } catch (MillraceException e) {
            return new FetchOutcome.Refused(e.problem());
        } finally {
            forwards.giveRoom(maxBytes);
        }
    }

    /** A page of one epoch must not be taken for one of another. */
    private FetchOutcome ofThisEpoch(FetchOutcome outcome, Offsets offsets) {
        if (offsets.leaderEpoch() != at.leaderEpoch()) {
            return new FetchOutcome.Refused(refusals.moved());
        }
        learn(offsets);
        return outcome;
    }

    CompletableFuture<Long> earliest() {
        return later(
                () ->
                        ask(Call.EARLIEST, peer -> told(peer.awaitReadable(at, -1, PATIENCE)))
                                .logStart());
    }

    CompletableFuture<Long> latest() {
        return later(() -> ask(Call.LATEST, peer -> peer.latest(at, PATIENCE)));
    }

    CompletableFuture<Long> deleteBefore(long offset) {
        return later(
                () -> ask(Call.DELETE, peer -> peer.deleteBefore(at, offset, DELETE_PATIENCE)));
    }

    /**
     * Asks the leader. Blocks.
     *
     * @throws MillraceException if there is no answer, as clients may see it
     */
    <T> T ask(Call call, Function<LeaderBroker, T> question) {
        try {
            return forwards.call(broker, call, question);
        } catch (MillraceException e) {
            throw new MillraceException(plain(refusals.ofLeader(e.problem())), e);
        } catch (NotSentException e) {
            throw new MillraceException(plain(refusals.unreachable(broker)), e);
        } catch (RuntimeException e) {
            throw new MillraceException(plain(refusals.unanswered(broker)), e);
        }
    }

    LedPartition at() {
        return at;
    }

    private <T> CompletableFuture<T> later(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            forwards.execute(
                    () -> {
                        try {
                            answer.complete(question.get());
                        } catch (RuntimeException e) {
                            answer.completeExceptionally(e);
                        }
                    });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(plain(refusals.unreachable(broker)).asException());
        }
        return answer;
    }

    /** Nothing was to be appended. */
    private static Problem plain(Problem problem) {
        return new Problem(problem.code(), problem.detail(), null, problem.members());
    }

    Cancellable whenReadable(long offset, Runnable callback) {
        return watch.await(offset, callback);
    }

    private Offsets awaitBehind(long offset) {
        return forwards.call(
                broker, Call.AWAIT, peer -> told(peer.awaitReadable(at, offset, WATCH_PATIENCE)));
    }

    private Offsets told(Offsets offsets) {
        if (offsets.leaderEpoch() != at.leaderEpoch()) {
            throw refusals.moved().asException();
        }
        learn(offsets);
        return offsets;
    }

    private void learn(Offsets offsets) {
        listener.accept(offsets);
        watch.learn(offsets.highWatermark());
    }

    /** It leads no more: wakes who waits here. */
    void close() {
        watch.close();
    }
}
