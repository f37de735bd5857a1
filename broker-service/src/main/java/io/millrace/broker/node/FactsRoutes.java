package io.millrace.broker.node;

import io.millrace.broker.facts.LedPartitions;
import io.millrace.broker.facts.LogsOnDisk;
import io.millrace.broker.partition.Topics;
import io.millrace.internal.identity.NodeId;
import io.millrace.internal.identity.NodeKind;
import io.millrace.internal.network.Routes;
import io.millrace.protocol.BrokerId;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.Problem;
import io.millrace.protocol.control.Done;
import io.millrace.protocol.facts.DeleteBefore;
import io.millrace.protocol.facts.FactsAnswer;
import io.millrace.protocol.facts.FactsPaths;
import io.millrace.protocol.facts.FactsRequest;
import io.millrace.protocol.facts.PositionsAnswer;
import io.millrace.protocol.facts.PositionsRequest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What administration asks a broker; nobody else may. Whatever is asked before the partitions are
 * served is refused. Any thread.
 */
final class FactsRoutes {
    private static final int SMALL = 64 << 10;

    /** Names every partition that the broker leads. */
    private static final int LARGE = 16 << 20;

    private final BrokerId self;
    private final Path logs;
    private volatile @Nullable LedPartitions partitions;

    FactsRoutes(BrokerId self, Path logs) {
        this.self = self;
        this.logs = logs;
    }

    /** The partitions are there from now on. */
    void serve(Topics topics) {
        partitions = new LedPartitions(topics, self);
    }

    void add(Routes.Builder routes) {
        routes.message(
                        FactsPaths.PARTITIONS,
                        LARGE,
                        FactsRequest.class,
                        (caller, request) -> {
                            requireAdmin(caller);
                            return new FactsAnswer(served().facts(request.partitions()));
                        })
                .message(
                        FactsPaths.POSITIONS,
                        LARGE,
                        PositionsRequest.class,
                        (caller, request) -> {
                            requireAdmin(caller);
                            return new PositionsAnswer(served().positions(request.questions()));
                        })
                .message(
                        FactsPaths.DELETE_BEFORE,
                        SMALL,
                        DeleteBefore.class,
                        (caller, request) -> {
                            requireAdmin(caller);
                            served().deleteBefore(request.partition(), request.offset());
                            return Done.DONE;
                        })
                .message(
                        FactsPaths.DISK,
                        SMALL,
                        Done.class,
                        (caller, nothing) -> {
                            requireAdmin(caller);
                            return LogsOnDisk.look(logs);
                        });
    }

    private LedPartitions served() {
        LedPartitions served = partitions;
        if (served == null) {
            throw Problem.of(ErrorCode.LEADER_NOT_AVAILABLE, "The broker is starting")
                    .asException();
        }
        return served;
    }

    private static void requireAdmin(NodeId caller) {
        if (caller.kind() != NodeKind.ADMIN) {
            throw Problem.of(ErrorCode.INVALID_REQUEST, caller + " is no administration")
                    .asException();
        }
    }
}
