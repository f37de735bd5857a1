package io.millrace.broker.forward;

import io.millrace.broker.partition.FetchOutcome;
import io.millrace.broker.partition.ProduceOutcome;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.Problem;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** What clients are told where another broker leads a partition, or none does. */
record ForwardRefusals(PartitionId id, String topic) {

    Problem noLeader() {
        return Problem.of(ErrorCode.LEADER_NOT_AVAILABLE, about("it has no leader at the moment"));
    }

    Problem deleted() {
        return Problem.of(ErrorCode.TOPIC_DELETED, about("the topic was deleted"));
    }

    /** The call has certainly not reached the leader. */
    Problem unreachable(BrokerId leader) {
        return Problem.notAppended(
                ErrorCode.LEADER_NOT_AVAILABLE,
                about("its leader, broker " + leader + ", can't be reached"));
    }

    /** The call may have reached the leader. */
    Problem unanswered(BrokerId leader) {
        return Problem.unknownOutcome(
                ErrorCode.LEADER_NOT_AVAILABLE,
                about("its leader, broker " + leader + ", was lost before it answered"));
    }

    /** The leader's broker has changed its mind about being it between two answers. */
    Problem moved() {
        return Problem.of(ErrorCode.LEADER_NOT_AVAILABLE, about("its leader is moving"));
    }

    Problem tooManyFetches() {
        return Problem.of(
                ErrorCode.OVERLOADED, about("too much is being fetched from other brokers"));
    }

    Problem damaged(long offset) {
        return Problem.of(
                        ErrorCode.CORRUPT_RECORD,
                        about("what its leader has sent from offset " + offset + " is damaged"))
                .with("status", 500) // Not the reader's fault, as it is the producer's.
                .with("topic", topic)
                .with("partition", id.partition())
                .with("offset", offset);
    }

    /**
     * A leader's refusal as clients may see it: who leads, and which broker is about to stop, is
     * the cluster's own affair.
     */
    Problem forClients(Problem problem) {
        if (problem.code() != ErrorCode.NOT_LEADER) {
            return problem;
        }
        return problem.outcome() == null ? moved() : moved().withOutcome(problem.outcome());
    }

    /** The same for what another broker has refused: that it stops says nothing of this one. */
    Problem ofLeader(Problem problem) {
        return forClients(
                problem.code() == ErrorCode.BROKER_DRAINING
                        ? new Problem(
                                ErrorCode.NOT_LEADER, problem.detail(), problem.outcome(), Map.of())
                        : problem);
    }

    ProduceOutcome ofLeader(ProduceOutcome outcome) {
        return outcome instanceof ProduceOutcome.Refused(Problem problem)
                ? new ProduceOutcome.Refused(ofLeader(problem))
                : outcome;
    }

    ProduceOutcome forClients(ProduceOutcome outcome) {
        return outcome instanceof ProduceOutcome.Refused(Problem problem)
                ? new ProduceOutcome.Refused(forClients(problem))
                : outcome;
    }

    FetchOutcome forClients(FetchOutcome outcome) {
        return outcome instanceof FetchOutcome.Refused(Problem problem)
                ? new FetchOutcome.Refused(forClients(problem))
                : outcome;
    }

    Throwable forClients(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure;
        return cause instanceof MillraceException refused
                ? new MillraceException(forClients(refused.problem()), refused)
                : cause;
    }

    private String about(String detail) {
        return "Topic " + topic + ", partition " + id.partition() + ": " + detail + ".";
    }
}
