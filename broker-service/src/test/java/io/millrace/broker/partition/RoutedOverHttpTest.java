package io.millrace.broker.partition;

/** Through a broker without a replica, over the internal interface. */
class RoutedOverHttpTest extends PartitionContract {
    @Override
    Wire wire() {
        return new HttpWire(path.resolve("certificates"));
    }

    @Override
    Partition partition(ReplicaSet brokers) {
        return brokers.routed(3);
    }
}
