package io.millrace.coordination.hazelcast;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import io.millrace.coordination.Acquisition;
import io.millrace.coordination.LeaseName;
import io.millrace.coordination.Leases;
import io.millrace.coordination.MemberId;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of one generation: one embedded Hazelcast member and what it holds, until it is closed
 * or abandoned. Any thread may use it.
 *
 * <p>Each call to CP has a time limit, so a caller waits no longer than its patience and a moment.
 * As CP keeps nothing on disk, its tokens begin anew with each generation: {@link
 * io.millrace.coordination.Lease#fence} puts the generation above them. They also begin anew when
 * all members of a generation were down at once, which nothing here can tell.
 */
final class HazelcastLeases implements Leases {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastLeases.class);
    private static final Duration PATIENCE_MAX = Duration.ofMinutes(1);
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final int TOKEN_BITS = 40;

    private final MemberId self;
    private final int generation;
    private final HazelcastInstance instance;
    private final CpGroup cp;
    private final CpSession session;
    private final CpMembership membership;
    private final ConcurrentMap<LeaseName, Candidacy> candidacies = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timers =
            Executors.newScheduledThreadPool(
                    2, Thread.ofPlatform().daemon().name("millrace-cp-", 0).factory());

    private HazelcastLeases(
            HazelcastSettings settings, int generation, HazelcastInstance instance) {
        this.self = settings.self();
        this.generation = generation;
        this.instance = instance;
        this.cp = new CpGroup(instance);
        this.session = new CpSession(cp);
        this.membership = new CpMembership(instance, settings.cpMembers());
    }

    /**
     * Starts an embedded member and joins those of the same generation that are there. CP is {@link
     * #available} some seconds after the last of its members has joined.
     *
     * @throws RuntimeException when the port is taken, the address is not local, or the others
     *     don't let it in
     */
    static HazelcastLeases join(HazelcastSettings settings, int generation) {
        HazelcastInstance instance =
                Hazelcast.newHazelcastInstance(MemberConfig.of(settings, generation));
        HazelcastLeases leases = new HazelcastLeases(settings, generation, instance);
        leases.start();
        return leases;
    }

    private void start() {
        instance.getCluster()
                .addMembershipListener(new DeadMembers(cp, session, instance.getCluster()));
        everySecond(session::beat);
        everySecond(membership::tend);
        LOG.atInfo()
                .setMessage("joined the coordinators")
                .addKeyValue("generation", generation)
                .addKeyValue("members", members())
                .log();
    }

    private interface Chore {
        void run() throws InterruptedException;
    }

    private void everySecond(Chore chore) {
        var _ =
                timers.scheduleWithFixedDelay(
                        () -> {
                            try {
                                chore.run();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } catch (RuntimeException e) {
                                // Else the timer would never run it again.
                                LOG.atWarn().setMessage("a chore of CP failed").setCause(e).log();
                            }
                        },
                        0,
                        1,
                        TimeUnit.SECONDS);
    }

    @Override
    public MemberId self() {
        return self;
    }

    int generation() {
        return generation;
    }

    /** Whether CP has answered in the last three seconds. */
    boolean available() {
        return session.isFresh();
    }

    /** Whether this member is past hope: it was shut down, by itself even, or expelled from CP. */
    boolean isLost() {
        return membership.isExpelled() || !instance.getLifecycleService().isRunning();
    }

    @Override
    public Acquisition tryAcquire(LeaseName name, Duration patience) {
        if (patience.isNegative() || patience.compareTo(PATIENCE_MAX) > 0) {
            throw new IllegalArgumentException("patience outside 0 to 1 minute: " + patience);
        }
        try {
            return candidacies
                    .computeIfAbsent(
                            name,
                            unseen ->
                                    new Candidacy(
                                            name,
                                            self,
                                            cp,
                                            session,
                                            (long) generation << TOKEN_BITS))
                    .attempt(Deadline.in(patience));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Acquisition.HeldElsewhere(Optional.empty());
        }
    }

    @Override
    public SortedSet<MemberId> members() {
        try {
            return instance.getCluster().getMembers().stream()
                    .map(MemberConfig::memberId)
                    .flatMap(Optional::stream)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (HazelcastInstanceNotActiveException e) {
            return new TreeSet<>();
        }
    }

    /** Leaves in good order, which takes up to some twenty seconds when CP fails meanwhile. */
    @Override
    public void close() {
        boolean orderly = available();
        timers.shutdownNow();
        session.end().ifPresent(this::sayFarewell);
        if (orderly) {
            instance.shutdown();
        } else {
            instance.getLifecycleService().terminate();
        }
    }

    /** Leaves at once, as a crash would: for a generation that is beyond help. */
    void abandon() {
        timers.shutdownNow();
        session.end();
        instance.getLifecycleService().terminate();
    }

    private void sayFarewell(long lastSession) {
        try {
            Answer.await(cp.closeSession(lastSession), FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
