package io.millrace.benchmarks;

import io.millrace.internal.control.GroupCoordinators;
import io.millrace.internal.identity.NodeCertificates;
import io.millrace.internal.network.CallException;
import io.millrace.internal.network.InternalNetwork;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.group.CommittedOffsets;
import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.GroupPaths;
import io.millrace.protocol.group.MemberAnswer;
import io.millrace.protocol.group.MemberAnswers;
import io.millrace.protocol.group.MemberBeat;
import io.millrace.protocol.group.MemberBeats;
import io.millrace.protocol.group.Membership;
import io.millrace.protocol.group.ReadOffsets;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * Speaks to a coordinator as a broker does for the members that poll or have streams there: by the
 * same messages over one connection with mutual TLS, with the same limits of size and time. Any
 * thread.
 */
final class SimulatedBroker implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_NANOS = 50_000_000;

    private final NodeCertificates certificates;
    private final InternalNetwork network;
    private final GroupCoordinators coordinators;
    private final List<SimulatedMember> members;

    SimulatedBroker(Path certificates, URI coordinator, List<SimulatedMember> members) {
        this.certificates = new NodeCertificates(certificates, NodeCertificates.LOOK_EVERY);
        this.network = new InternalNetwork(this.certificates, 1);
        this.coordinators = new GroupCoordinators(network, List.of(coordinator));
        this.members = List.copyOf(members);
    }

    List<SimulatedMember> members() {
        return members;
    }

    /** Again and again until it is one, since a join may be repeated. */
    void join(SimulatedMember member, TopicName topic) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!member.hasJoined()) {
            try {
                member.joined(
                        coordinators.ask(
                                member.group(),
                                GroupPaths.JOIN,
                                member.wish(topic),
                                Membership.class,
                                TIMEOUT));
            } catch (MillraceException again) {
                if (System.nanoTime() - end > 0) {
                    throw again;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Says that these live; those that have not joined are left out. */
    void beat(List<SimulatedMember> some, Tally tally) {
        List<SimulatedMember> joined = some.stream().filter(SimulatedMember::hasJoined).toList();
        for (int from = 0; from < joined.size(); from += MemberBeats.MAX) {
            say(
                    joined.subList(from, Math.min(joined.size(), from + MemberBeats.MAX)),
                    SimulatedMember::beat,
                    tally);
        }
    }

    /** Has these commit, and waits until it is done. */
    void commit(List<SimulatedMember> some, Tally tally) {
        say(some, SimulatedMember::commit, tally);
    }

    private void say(
            List<SimulatedMember> some, Function<SimulatedMember, MemberBeat> what, Tally tally) {
        List<MemberBeat> beats = new ArrayList<>();
        some.forEach(member -> beats.add(what.apply(member)));
        long began = System.nanoTime();
        try {
            List<MemberAnswer> answers =
                    coordinators
                            .owner(some.getFirst().group())
                            .orElseThrow()
                            .ask(
                                    GroupPaths.BEAT,
                                    new MemberBeats(beats),
                                    MemberAnswers.class,
                                    TIMEOUT)
                            .answers();
            tally.took(System.nanoTime() - began);
            for (int n = 0; n < some.size(); n++) {
                tally.heard(answers.get(n), some.get(n).heard(answers.get(n)));
            }
        } catch (CallException | MillraceException e) {
            tally.lost(some.size(), e);
        }
    }

    /**
     * What a group has committed.
     *
     * @throws MillraceException if nobody owns it yet
     */
    CommittedOffsets offsets(GroupId group) {
        return coordinators.ask(
                group, GroupPaths.OFFSETS, new ReadOffsets(group), CommittedOffsets.class, TIMEOUT);
    }

    @Override
    public void close() {
        coordinators.close();
        network.close();
        certificates.close();
    }
}
