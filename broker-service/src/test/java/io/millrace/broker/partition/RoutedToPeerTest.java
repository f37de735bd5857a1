package io.millrace.broker.partition;

/** Through a broker without a replica, by direct calls. */
class RoutedToPeerTest extends PartitionContract {
    @Override
    Wire wire() {
        return new DirectWire();
    }

    @Override
    Partition partition(ReplicaSet brokers) {
        return brokers.routed(3);
    }
}
