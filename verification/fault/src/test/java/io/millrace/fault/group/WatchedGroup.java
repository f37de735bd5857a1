package io.millrace.fault.group;

import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;

/** A group of members that poll and members on streams, half of them on either version of HTTP. */
public final class WatchedGroup implements AutoCloseable {
    private final GroupWitness witness;
    private final List<Runnable> ends = new ArrayList<>();

    private WatchedGroup(GroupWitness witness) {
        this.witness = witness;
    }

    /**
     * @param staysWhole whether no member can be out of touch for so long that its partitions
     *     become another's before it hears of that
     */
    public static WatchedGroup start(
            URI server,
            ApiKey key,
            String name,
            TopicName topic,
            int polling,
            int streaming,
            boolean staysWhole) {
        WatchedGroup group = new WatchedGroup(new GroupWitness(staysWhole));
        for (int n = 0; n < polling; n++) {
            String member = "p" + n;
            PollingMember started =
                    new PollingMember(
                            member, client(server, key, name, member, topic, n), group.witness);
            group.ends.add(started::close);
        }
        for (int n = 0; n < streaming; n++) {
            String member = "s" + n;
            StreamingMember started =
                    new StreamingMember(
                            member, client(server, key, name, member, topic, n), group.witness);
            group.ends.add(started::close);
        }
        return group;
    }

    private static MemberClient client(
            URI server, ApiKey key, String group, String member, TopicName topic, int n) {
        return new MemberClient(
                server,
                key,
                "/v1/groups/" + group + "/members/" + member,
                topic,
                n % 2 == 0 ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2);
    }

    public GroupWitness witness() {
        return witness;
    }

    /** Its members fall silent. */
    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
