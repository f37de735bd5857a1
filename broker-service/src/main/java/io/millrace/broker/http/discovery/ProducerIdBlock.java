package io.millrace.broker.http.discovery;

import io.millrace.broker.control.Controller;
import io.millrace.protocol.control.ProducerGrant;
import io.millrace.protocol.control.ProducerIds;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ids for producers without a name, from a block that this broker alone has. Any virtual thread.
 * Two threads that find the block used up may both reserve one: the rest of the loser's block is a
 * gap, as it is after a restart.
 */
final class ProducerIdBlock {
    private final Controller controller;
    private final AtomicReference<@Nullable ProducerIds> rest = new AtomicReference<>();

    ProducerIdBlock(Controller controller) {
        this.controller = controller;
    }

    ProducerGrant next() {
        while (true) {
            ProducerIds ids = rest.get();
            if (ids == null || ids.count() == 0) {
                rest.compareAndSet(ids, controller.reserveProducerIds());
            } else if (rest.compareAndSet(ids, new ProducerIds(ids.first() + 1, ids.count() - 1))) {
                return new ProducerGrant(ids.first(), (short) 0);
            }
        }
    }
}
