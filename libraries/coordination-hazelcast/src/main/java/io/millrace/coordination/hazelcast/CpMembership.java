package io.millrace.coordination.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.cp.CPMember;
import com.hazelcast.cp.CPSubsystemManagementService;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps as many members in CP as were asked for. Hazelcast does not: a member that restarts stays
 * outside, and one that restarts at its old address is hidden by the entry of its dead self, which
 * is never taken for missing. {@link #tend} is called each second, by one thread, which it may
 * block for some seconds; any thread may ask {@link #isExpelled}.
 */
final class CpMembership {

    private static final Logger LOG = LoggerFactory.getLogger(CpMembership.class);
    private static final long ANSWER_SECONDS = 2;
    private static final long CHANGE_SECONDS = 10;

    private final CPSubsystemManagementService management;
    private final Address self;
    private final int wanted;
    private volatile boolean expelled;

    /** The one thread's. */
    private boolean toldOf;

    CpMembership(HazelcastInstance instance, int wanted) {
        this.management = instance.getCPSubsystem().getCPSubsystemManagementService();
        this.self = instance.getCluster().getLocalMember().getAddress();
        this.wanted = wanted;
    }

    /**
     * The others have taken this member out of CP, for being silent, and it takes itself for one of
     * them. Nothing but another instance brings it back.
     */
    boolean isExpelled() {
        return expelled;
    }

    void tend() throws InterruptedException {
        if (!management.isDiscoveryCompleted()) {
            return;
        }
        try {
            tend(answer(management.getCPMembers(), ANSWER_SECONDS));
        } catch (ExecutionException | TimeoutException | HazelcastInstanceNotActiveException e) {
            // CP is silent, or busy with another change: the next second tries again.
            LOG.atDebug()
                    .setMessage("can't tend the CP members")
                    .addKeyValue("error", e.toString())
                    .log();
        }
    }

    private void tend(Collection<CPMember> members)
            throws InterruptedException, ExecutionException, TimeoutException {
        CPMember local = management.getLocalCPMember();
        if (local != null) {
            expelled =
                    members.stream().noneMatch(member -> member.getUuid().equals(local.getUuid()));
            tellOnce(members.size());
            return;
        }
        Optional<CPMember> former =
                members.stream().filter(member -> member.getAddress().equals(self)).findFirst();
        if (former.isPresent()) {
            answer(management.removeCPMember(former.get().getUuid()), CHANGE_SECONDS);
            LOG.atInfo().setMessage("took this member's former self out of CP").log();
        } else if (members.size() < wanted) {
            // Without an answer in time it may become one nevertheless.
            answer(management.promoteToCPMember(), CHANGE_SECONDS);
        }
    }

    private void tellOnce(int cpMembers) {
        if (!toldOf) {
            toldOf = true;
            LOG.atInfo().setMessage("became a CP member").addKeyValue("cpMembers", cpMembers).log();
        }
    }

    private static <T extends @Nullable Object> T answer(CompletionStage<T> call, long seconds)
            throws InterruptedException, ExecutionException, TimeoutException {
        return call.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    }
}
