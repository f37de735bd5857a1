package io.millrace.fault.group;

import io.millrace.client.ClientConfig;
import io.millrace.client.MillraceClient;
import io.millrace.protocol.TopicName;
import io.millrace.protocol.access.ApiKey;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * W2 and W4: a group reads what a producer writes to a topic, and committed offsets are written and
 * read, through one address of all brokers. Owned by the test.
 */
public final class GroupWorkload implements AutoCloseable {
    private static final int MEMBERS_OF_EACH_KIND = 2;
    private static final long LOOK_EVERY_NANOS = 200_000_000;

    private final RoundRobin proxy;
    private final MillraceClient client;
    private final Sequence sequence;
    private final WatchedGroup group;
    private final OffsetRegisters registers;

    private GroupWorkload(List<URI> brokers, ApiKey key, TopicName topic, int partitions) {
        this.proxy = RoundRobin.of(brokers);
        this.client = new MillraceClient(ClientConfig.of(brokers).withKey(key));
        this.sequence = new Sequence(client, topic, partitions);
        this.group =
                WatchedGroup.start(
                        proxy.url(),
                        key,
                        topic + "-readers",
                        topic,
                        MEMBERS_OF_EACH_KIND,
                        MEMBERS_OF_EACH_KIND,
                        false);
        this.registers =
                OffsetRegisters.start(proxy.url(), key, topic + "-registers", topic, partitions);
    }

    /**
     * @param topic that nobody else writes to
     */
    public static GroupWorkload start(
            List<URI> brokers, ApiKey key, TopicName topic, int partitions) {
        return new GroupWorkload(brokers, key, topic, partitions);
    }

    /**
     * Writes no more, and has the group read all; when all is healed.
     *
     * @return what was not as it should be
     */
    public List<String> finish(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        sequence.finish();
        registers.close();
        GroupWitness witness = group.witness();
        Set<Seen> sent = Seen.of(sequence.receipts());
        while (!witness.missing(sent).isEmpty() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        List<String> faults = new ArrayList<>(witness.faults());
        witness.missing(sent).forEach(record -> faults.add("nobody was given " + record));
        faults.addAll(registers.faults());
        System.out.printf(
                "group: %d records, %d given again, %d grants, %d members expelled; %d reads and"
                        + " writes of offsets%n",
                sent.size(),
                witness.repeated(),
                witness.moved(),
                witness.expelled(),
                registers.operations());
        return faults;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        registers.close();
        group.close();
        sequence.close();
        client.close();
        proxy.close();
    }
}
