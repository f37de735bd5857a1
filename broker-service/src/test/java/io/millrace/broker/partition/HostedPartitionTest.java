package io.millrace.broker.partition;

/** The replica itself. */
class HostedPartitionTest extends PartitionContract {
    @Override
    Wire wire() {
        return new DirectWire();
    }

    @Override
    Partition partition(ReplicaSet brokers) {
        return brokers.orders(1);
    }
}
