package io.millrace.admin.node;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.millrace.internal.control.ControllerCalls;
import io.millrace.internal.network.CallException;
import io.millrace.internal.network.CallNotSentException;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.OperatorPaths;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Asks the controller as its administration. Any thread; calls block. Reads are repeated when
 * nobody answers; a change never is, since it may have been made.
 */
final class OperatorClient {
    /** Longer than the controller's own patience, so that its word counts. */
    private static final Duration FOR_A_CHANGE = Duration.ofSeconds(32);

    private static final Duration FOR_A_READ = Duration.ofSeconds(1);

    /** Until a change is seen here, too. */
    private static final Duration FOR_THE_NEWS = Duration.ofSeconds(5);

    private final ControllerCalls calls;
    private final FollowedMetadata metadata;
    private final Retry reads =
            Retry.of(
                    "controller-reads",
                    RetryConfig.custom()
                            .maxAttempts(3)
                            .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(100))
                            .retryExceptions(CallException.class)
                            .build());

    OperatorClient(ControllerCalls calls, FollowedMetadata metadata) {
        this.calls = calls;
        this.metadata = metadata;
    }

    /**
     * @throws MillraceException with the controller's refusal, or {@code coordinator_loading} if
     *     nobody answers
     */
    <A> A read(String path, Object question, Class<A> answer) {
        try {
            return reads.executeSupplier(
                    () -> forAdministration(() -> calls.ask(path, question, answer, FOR_A_READ)));
        } catch (CallException nobody) {
            throw new MillraceException(nobodyLeads(), nobody);
        }
    }

    /**
     * @throws MillraceException with the controller's refusal, {@code coordinator_loading} if
     *     nobody was there, or {@code request_timed_out} if it is unknown whether the change was
     *     made
     */
    <A> A change(String path, Object question, Class<A> answer) {
        try {
            return forAdministration(() -> calls.ask(path, question, answer, FOR_A_CHANGE));
        } catch (CallNotSentException nobody) {
            throw new MillraceException(nobodyLeads(), nobody);
        } catch (CallException unknown) {
            throw new MillraceException(
                    Problem.of(
                            ErrorCode.REQUEST_TIMED_OUT,
                            "The controller did not answer: look before trying again"),
                    unknown);
        }
    }

    <A> A change(String path, Object question, Class<A> answer, boolean dryRun) {
        return change(dryRun ? OperatorPaths.planned(path) : path, question, answer);
    }

    /** Waits until this process knows the version, but not for ever. */
    void see(long version) {
        metadata.await(version, FOR_THE_NEWS);
    }

    /** Which coordinator leads is the services' own affair. */
    private static <A> A forAdministration(Supplier<A> call) {
        try {
            return call.get();
        } catch (MillraceException refusal) {
            throw refusal.problem().code() == ErrorCode.NOT_CONTROLLER
                    ? new MillraceException(nobodyLeads(), refusal)
                    : refusal;
        }
    }

    private static Problem nobodyLeads() {
        return Problem.of(ErrorCode.COORDINATOR_LOADING, "There is no controller at the moment");
    }
}
