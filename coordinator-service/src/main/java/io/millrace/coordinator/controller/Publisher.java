package io.millrace.coordinator.controller;

import io.millrace.protocol.metadata.ClusterMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands committed metadata to those who asked, in order, on the controller's loop. Only the loop
 * calls it, but anybody may close a subscription.
 */
final class Publisher {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    AutoCloseable subscribe(long afterVersion, Consumer<ClusterMetadata> consumer) {
        Subscription subscription = new Subscription(afterVersion, consumer);
        subscriptions.add(subscription);
        return () -> subscriptions.remove(subscription);
    }

    void publish(ClusterMetadata metadata) {
        for (Subscription subscription : subscriptions) {
            subscription.offer(metadata);
        }
    }

    /** Owned by the controller's loop. */
    private static final class Subscription {

        private final Consumer<ClusterMetadata> consumer;
        private long version;

        Subscription(long version, Consumer<ClusterMetadata> consumer) {
            this.version = version;
            this.consumer = consumer;
        }

        void offer(ClusterMetadata metadata) {
            if (metadata.version() <= version) {
                return;
            }
            version = metadata.version();
            try {
                consumer.accept(metadata);
            } catch (RuntimeException e) {
                // One subscriber's trouble must stop neither the others nor the controller.
                LOG.atError()
                        .setMessage("a subscriber failed to take metadata")
                        .addKeyValue("version", metadata.version())
                        .setCause(e)
                        .log();
            }
        }
    }
}
