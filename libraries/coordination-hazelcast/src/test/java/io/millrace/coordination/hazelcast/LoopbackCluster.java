package io.millrace.coordination.hazelcast;

import com.hazelcast.config.MemberAttributeConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.cp.internal.RaftService;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import io.millrace.coordination.MemberId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The addresses of one cluster on loopback, and blows that its members may suffer. */
final class LoopbackCluster {

    private final String name;
    private final List<String> peers;

    LoopbackCluster(String name, int places) {
        this.name = name;
        this.peers = freePorts(places).stream().map(port -> "127.0.0.1:" + port).toList();
    }

    HazelcastSettings at(int place, String member) {
        String peer = peers.get(place);
        int port = Integer.parseInt(peer.substring(peer.indexOf(':') + 1));
        return new HazelcastSettings(new MemberId(member), "127.0.0.1", port, peers, name, 3);
    }

    /** Three members from a place on that carry CP, but take no leases and have no name. */
    List<HazelcastInstance> carriers(int firstPlace, int generation) {
        return IntStream.range(firstPlace, firstPlace + 3)
                .parallel()
                .mapToObj(place -> MemberConfig.of(at(place, "carrier-" + place), generation))
                .peek(config -> config.setMemberAttributeConfig(new MemberAttributeConfig()))
                .map(Hazelcast::newHazelcastInstance)
                .toList();
    }

    /** What a killed process looks like to the others. */
    static void kill(HazelcastSettings member, int generation) {
        instance(member, generation).orElseThrow().getLifecycleService().terminate();
    }

    /**
     * Whether the member has logs of its own of both groups, ours and Hazelcast's. Being a CP
     * member is not enough: for a second, it is counted but has no vote.
     */
    static boolean carriesCp(HazelcastSettings member, int generation) {
        return instance(member, generation)
                .map(instance -> ((HazelcastInstanceProxy) instance).getOriginal().node)
                .map(node -> node.getNodeEngine().<RaftService>getService(RaftService.SERVICE_NAME))
                .filter(raft -> raft.getAllRaftNodes().size() == 2)
                .isPresent();
    }

    private static Optional<HazelcastInstance> instance(HazelcastSettings member, int generation) {
        return Optional.ofNullable(
                Hazelcast.getHazelcastInstanceByName(
                        MemberConfig.of(member, generation).getInstanceName()));
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                open.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports = open.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : open) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
