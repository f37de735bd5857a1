package io.millrace.coordination.hazelcast;

import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.millrace.coordination.Leases;
import io.millrace.coordination.LeasesContract;
import io.millrace.coordination.MemberId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Members come and go beside three that carry CP through all tests. */
class HazelcastLeasesTest extends LeasesContract {

    private static final int GENERATION = 1;
    private static final int CARRIERS = 3;

    private static LoopbackCluster cluster;
    private static List<HazelcastInstance> carriers;

    private final Map<Leases, HazelcastSettings> members = new HashMap<>();

    @BeforeAll
    static void carryConsensus() {
        cluster = new LoopbackCluster("contract", CARRIERS + 3);
        carriers = cluster.carriers(0, GENERATION);
    }

    @AfterAll
    static void everythingEnds() {
        carriers.forEach(carrier -> carrier.getLifecycleService().terminate());
    }

    @Override
    protected Leases join(MemberId member) {
        HazelcastSettings settings = cluster.at(CARRIERS + members.size(), member.value());
        HazelcastLeases leases = HazelcastLeases.join(settings, GENERATION);
        members.put(leases, settings);
        await().atMost(noticeWithin()).until(leases::available);
        return leases;
    }

    @Override
    protected void kill(Leases member) {
        LoopbackCluster.kill(Objects.requireNonNull(members.get(member)), GENERATION);
    }
}
