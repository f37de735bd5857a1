package io.millrace.broker.partition;

/** Through the leader's broker. */
class RoutedToItselfTest extends PartitionContract {
    @Override
    Wire wire() {
        return new DirectWire();
    }

    @Override
    Partition partition(ReplicaSet brokers) {
        return brokers.routed(1);
    }
}
