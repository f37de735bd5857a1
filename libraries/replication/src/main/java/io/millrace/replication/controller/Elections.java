package io.millrace.replication.controller;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Who leads next (4.5). Pure. */
public final class Elections {
    private Elections() {}

    /**
     * The first replica, in the order of preference, that is verified and live: nothing has to be
     * compared, since every verified member has every committed record.
     *
     * @param live broker id of each broker that may lead → its registration
     */
    public static OptionalInt verified(PartitionRegistration partition, Map<Integer, Long> live) {
        for (int replica : partition.replicas()) {
            Long epoch = live.get(replica);
            if (epoch != null && partition.isVerified(replica, epoch)) {
                return OptionalInt.of(replica);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * The preferred leader, if it could take over from the present one without waiting for
     * anything.
     */
    public static OptionalInt preferred(PartitionRegistration partition, Map<Integer, Long> live) {
        int first = partition.replicas().getFirst();
        Long epoch = live.get(first);
        return epoch != null
                        && !partition.isLedBy(first)
                        && partition.leader().isPresent()
                        && partition.isVerified(first, epoch)
                ? OptionalInt.of(first)
                : OptionalInt.empty();
    }

    /**
     * What a member of the ISR has said of its copy when it registered.
     *
     * @param whole whether recovery found it neither damaged nor short
     */
    public record CopyReport(
            long brokerEpoch, boolean whole, int lastEpoch, long durableEnd, long highWatermark) {}

    /**
     * Recovery election: when no verified member is live, the one with the longest copy leads, of
     * those that are whole and not shorter than what any of them knew to be committed.
     *
     * @param live broker id of each broker that may lead → its registration
     * @param reports of members in their present registration
     * @param waited whether the others have had their time to come
     * @return nobody while members are still to come, or if none is fit
     */
    public static OptionalInt recovery(
            PartitionRegistration partition,
            Map<Integer, Long> live,
            Map<Integer, CopyReport> reports,
            boolean waited) {
        List<Candidate> present = new ArrayList<>();
        for (int member : partition.isr().keySet()) {
            Long epoch = live.get(member);
            CopyReport report = reports.get(member);
            if (epoch != null && report != null && report.brokerEpoch() == epoch) {
                present.add(new Candidate(member, report));
            } else if (!waited) {
                return OptionalInt.empty();
            }
        }
        long committed =
                present.stream().mapToLong(c -> c.report().highWatermark()).max().orElse(0);
        return present.stream()
                .filter(c -> c.report().whole() && c.report().durableEnd() >= committed)
                .max(
                        Comparator.comparingInt((Candidate c) -> c.report().lastEpoch())
                                .thenComparingLong(c -> c.report().durableEnd())
                                .thenComparingInt(c -> -partition.replicas().indexOf(c.broker())))
                .map(c -> OptionalInt.of(c.broker()))
                .orElse(OptionalInt.empty());
    }

    private record Candidate(int broker, CopyReport report) {}
}
