package io.millrace.replication.controller;

import io.millrace.replication.IsrFloor;
import io.millrace.replication.IsrProposal;
import io.millrace.replication.controller.IsrDecision.Reason;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether a leader's proposal is accepted (rules R7 to R9). Pure. */
public final class IsrRules {
    private IsrRules() {}

    /**
     * @param live broker id of each broker that is not fenced → its registration
     */
    public static IsrDecision decide(
            PartitionRegistration now,
            int from,
            IsrProposal proposal,
            Map<Integer, Long> live,
            int minIsr) {
        if (!now.isLedBy(from) || proposal.leaderEpoch() != now.leaderEpoch()) {
            return new IsrDecision.Refused(Reason.NOT_LEADER);
        }
        if (proposal.partitionEpoch() != now.partitionEpoch()) {
            return new IsrDecision.Refused(Reason.STALE_PARTITION_EPOCH);
        }
        if (!proposal.members().containsKey(from)) {
            return new IsrDecision.Refused(Reason.INELIGIBLE_REPLICA);
        }
        SortedMap<Integer, Long> members = new TreeMap<>();
        for (Map.Entry<Integer, Long> each : proposal.members().entrySet()) {
            int broker = each.getKey();
            Long present = now.isr().get(broker);
            boolean shown = each.getValue().equals(live.get(broker));
            if (!now.replicas().contains(broker) || (present == null && !shown)) {
                return new IsrDecision.Refused(Reason.INELIGIBLE_REPLICA);
            }
            members.put(broker, shown ? each.getValue() : present);
        }
        return IsrFloor.allows(now.isr().keySet(), members.keySet(), minIsr)
                ? new IsrDecision.Accepted(now.withIsr(members))
                : new IsrDecision.Refused(Reason.BELOW_FLOOR);
    }
}
