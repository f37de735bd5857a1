package io.millrace.coordinator.state;

import io.millrace.protocol.BrokerId;
import io.millrace.protocol.PartitionId;
import io.millrace.protocol.control.BrokerRegistration;
import io.millrace.protocol.control.ReplicaFlag;
import io.millrace.protocol.control.ReplicaReport;
import io.millrace.protocol.control.ReplicaReports;
import io.millrace.replication.controller.Elections.CopyReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one broker's copies hold, as it has said in one registration.
 *
 * @param copies what is not here is gone, or never was
 */
public record BrokerCopies(BrokerId broker, long brokerEpoch, Map<PartitionId, CopyReport> copies) {

    public BrokerCopies {
        copies = Map.copyOf(copies);
    }

    /** What it has answered when it was asked. */
    public static BrokerCopies of(ReplicaReports reports) {
        return new BrokerCopies(
                reports.broker(),
                reports.brokerEpoch(),
                reported(reports.replicas(), reports.brokerEpoch()));
    }

    /**
     * What it has found at its start. A copy that it does not report counts as whole, and empty,
     * only if the broker can't have had it yet: it came after the newest metadata that the broker
     * acted on. A disk that belongs to no cluster yet proves nothing: it may have replaced the one
     * that had the log.
     */
    static BrokerCopies of(ControlState state, BrokerRegistration request, long brokerEpoch) {
        Map<PartitionId, CopyReport> copies = reported(request.replicas(), brokerEpoch);
        if (request.clusterId().isPresent()) {
            CopyReport neverHad = new CopyReport(brokerEpoch, true, -1, 0, 0);
            state.topics()
                    .places()
                    .filter(p -> p.now().replicas().contains(request.broker().value()))
                    .filter(p -> p.state().createdVersion() > request.versionSeen())
                    .forEach(p -> copies.putIfAbsent(p.id(), neverHad));
        }
        return new BrokerCopies(request.broker(), brokerEpoch, copies);
    }

    public Optional<CopyReport> of(PartitionId partition) {
        return Optional.ofNullable(copies.get(partition));
    }

    boolean isWhole(PartitionId partition) {
        return of(partition).map(CopyReport::whole).orElse(false);
    }

    private static Map<PartitionId, CopyReport> reported(
            Iterable<ReplicaReport> reports, long brokerEpoch) {
        Map<PartitionId, CopyReport> copies = new HashMap<>();
        for (ReplicaReport report : reports) {
            copies.put(
                    report.partition(),
                    new CopyReport(
                            brokerEpoch,
                            report.flag() == ReplicaFlag.OK,
                            report.lastEpoch(),
                            report.durableEndOffset(),
                            report.highWatermarkCheckpoint()));
        }
        return copies;
    }
}
