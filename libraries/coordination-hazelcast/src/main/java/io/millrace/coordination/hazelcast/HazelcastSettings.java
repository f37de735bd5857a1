package io.millrace.coordination.hazelcast;

import io.millrace.coordination.MemberId;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where a member listens, whom it looks for, and how many members carry the leases.
 *
 * <p>Open-source Hazelcast has neither TLS nor authentication: the port must be reachable by the
 * other coordinators only.
 *
 * @param self this process, for as long as it runs
 * @param bindAddress the one local address that is listened on and told to the others
 * @param port the same until the process ends, over all generations
 * @param peers the other members as {@code host} or {@code host:port}; without a port they use this
 *     member's; naming this member, too, does no harm
 * @param cluster the name before {@code -<generation>}
 * @param cpMembers how many members keep the CP state: 3, 5 or 7, the same on all; CP begins when
 *     so many are there. Fewer than 3 would silently be Hazelcast's unsafe mode
 */
public record HazelcastSettings(
        MemberId self,
        String bindAddress,
        int port,
        List<String> peers,
        String cluster,
        int cpMembers) {

    public static final int DEFAULT_PORT = 5701;
    public static final String DEFAULT_CLUSTER = "coord";
    public static final int DEFAULT_CP_MEMBERS = 3;

    private static final Pattern CLUSTER = Pattern.compile("[a-z0-9-]{1,64}");
    private static final int PEERS_MAX = 64;

    public HazelcastSettings {
        peers = List.copyOf(peers);
        if (bindAddress.isBlank()) {
            throw new IllegalArgumentException("no address to bind to");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("not a port: " + port);
        }
        if (peers.size() > PEERS_MAX || peers.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("not 0 to 64 addresses: " + peers);
        }
        if (!CLUSTER.matcher(cluster).matches()) {
            throw new IllegalArgumentException("not a cluster name: " + cluster);
        }
        if (cpMembers < 3 || cpMembers > 7 || cpMembers % 2 == 0) {
            throw new IllegalArgumentException("CP members must be 3, 5 or 7, not " + cpMembers);
        }
    }
}
