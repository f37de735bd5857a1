package io.millrace.coordination.hazelcast;

import com.hazelcast.cluster.Member;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.cp.CPSubsystemConfig;
import com.hazelcast.config.cp.FencedLockConfig;
import com.hazelcast.config.cp.RaftAlgorithmConfig;
import io.millrace.coordination.MemberId;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;

/** Hazelcast's configuration of one member in one generation. */
final class MemberConfig {

    private static final String MEMBER_ID = "millrace-member";

    /** What differs from Hazelcast's defaults, beside the objects below. */
    private static final Map<String, String> PROPERTIES =
            Map.ofEntries(
                    Map.entry("hazelcast.logging.type", "slf4j"),
                    Map.entry("hazelcast.logging.details.enabled", "false"),
                    Map.entry("hazelcast.phone.home.enabled", "false"),
                    Map.entry("hazelcast.health.monitoring.level", "OFF"),
                    Map.entry("hazelcast.socket.bind.any", "false"),
                    // Whoever owns the leases closes them; a hook would race with that.
                    Map.entry("hazelcast.shutdownhook.enabled", "false"),
                    Map.entry("hazelcast.graceful.shutdown.max.wait", "10"),
                    // A silent member is out after 10 s, and two halves find each other as soon.
                    Map.entry("hazelcast.heartbeat.interval.seconds", "1"),
                    Map.entry("hazelcast.max.no.heartbeat.seconds", "10"),
                    Map.entry("hazelcast.merge.first.run.delay.seconds", "10"),
                    Map.entry("hazelcast.merge.next.run.delay.seconds", "10"),
                    Map.entry("hazelcast.wait.seconds.before.join", "0"),
                    Map.entry("hazelcast.max.join.seconds", "30"),
                    Map.entry("hazelcast.tcp.join.port.try.count", "1"),
                    // A call that CP does not answer ends after 10 to 20 s instead of minutes.
                    Map.entry("hazelcast.operation.call.timeout.millis", "10000"),
                    Map.entry("hazelcast.invocation.max.retry.count", "25"),
                    Map.entry("hazelcast.raft.leadership.rebalance.period", "3600"),
                    // There is no data to spread: fewer partitions make joining and leaving quick.
                    Map.entry("hazelcast.partition.count", "23"));

    private MemberConfig() {}

    static Config of(HazelcastSettings settings, int generation) {
        String cluster = settings.cluster() + "-" + generation;
        Config config = new Config(cluster + "-" + settings.self().value());
        config.setClusterName(cluster);
        PROPERTIES.forEach(config::setProperty);
        config.getMetricsConfig().setEnabled(false);
        config.getMemberAttributeConfig().setAttribute(MEMBER_ID, settings.self().value());
        listen(config.getNetworkConfig(), settings);
        keepConsensus(config.getCPSubsystemConfig(), settings.cpMembers());
        return config;
    }

    /** Empty for a member that takes no leases. */
    static Optional<MemberId> memberId(Member member) {
        return Optional.ofNullable(member.getAttribute(MEMBER_ID)).map(MemberId::new);
    }

    private static void listen(NetworkConfig network, HazelcastSettings settings) {
        String address = resolved(settings.bindAddress());
        network.setPort(settings.port()).setPortAutoIncrement(false).setReuseAddress(true);
        network.getInterfaces().setEnabled(true).addInterface(address);
        network.setPublicAddress(address);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(2);
        settings.peers().forEach(join.getTcpIpConfig()::addMember);
        join.getTcpIpConfig().addMember(address + ":" + settings.port());
    }

    private static void keepConsensus(CPSubsystemConfig cp, int members) {
        cp.setCPMemberCount(members)
                .setGroupSize(members)
                .setSessionTimeToLiveSeconds(5)
                .setSessionHeartbeatIntervalSeconds(1)
                .setMissingCPMemberAutoRemovalSeconds(10);
        // One acquisition is one release: a repeated request must not count twice.
        cp.addLockConfig(new FencedLockConfig("*").disableReentrancy());
        RaftAlgorithmConfig raft = cp.getRaftAlgorithmConfig();
        raft.setLeaderElectionTimeoutInMillis(1_000)
                .setLeaderHeartbeatPeriodInMillis(1_000)
                .setMaxMissedLeaderHeartbeatCount(3);
    }

    private static String resolved(String host) {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("unknown address to bind to: " + host, e);
        }
    }
}
