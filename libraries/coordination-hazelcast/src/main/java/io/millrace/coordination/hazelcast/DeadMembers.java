package io.millrace.coordination.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.cp.session.CPSession;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the CP sessions of members that are gone, so that their leases are free after half a
 * second and not after the sessions' time to live. It may hit a member that is only cut off; that
 * is safe because a lease proves nothing.
 *
 * <p>Stateless. Hazelcast calls it on its event thread, the work is done on a virtual one.
 */
final class DeadMembers implements MembershipListener {

    private static final Logger LOG = LoggerFactory.getLogger(DeadMembers.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int TRIES = 20;

    private final CpGroup cp;
    private final CpSession own;
    private final Cluster cluster;

    DeadMembers(CpGroup cp, CpSession own, Cluster cluster) {
        this.cp = cp;
        this.own = own;
        this.cluster = cluster;
    }

    @Override
    public void memberAdded(MembershipEvent event) {
        // Its sessions are its own affair.
    }

    @Override
    public void memberRemoved(MembershipEvent event) {
        Address address = event.getMember().getAddress();
        Thread.ofVirtual().name("millrace-cp-dead-member").start(() -> closeSessions(address));
    }

    /** The dead member may have been the Raft leader: then CP is silent until it has another. */
    private void closeSessions(Address dead) {
        try {
            for (int tries = 0; tries < TRIES && !own.hasEnded(); tries++) {
                if (Answer.await(cp.sessions(), ANSWER_WITHIN)
                        instanceof Answer.Given<Collection<CPSession>>(var sessions)) {
                    closeThoseOf(dead, sessions);
                    return;
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (HazelcastInstanceNotActiveException e) {
            // This member is on its way out, too; the others do the same.
        }
    }

    /** A process that restarted at once may have the dead one's address, but not its name. */
    private void closeThoseOf(Address dead, Collection<CPSession> sessions)
            throws InterruptedException {
        Set<String> present =
                cluster.getMembers().stream()
                        .map(member -> member.getUuid().toString())
                        .collect(Collectors.toSet());
        for (CPSession session : sessions) {
            if (session.endpoint().equals(dead)
                    && !present.contains(session.endpointName())
                    && Answer.await(cp.closeSession(session.id()), ANSWER_WITHIN)
                            instanceof Answer.Given<Boolean>(Boolean closed)
                    && closed) {
                LOG.atInfo()
                        .setMessage("closed the CP session of a member that is gone")
                        .addKeyValue("address", dead)
                        .log();
            }
        }
    }
}
