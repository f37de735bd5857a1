package io.millrace.coordination;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Coordination as a whole, as one member sees it. It may break so that it never heals; then all
 * members leave it behind for a next generation, under the direction of those who keep the truth.
 *
 * <p>Any thread may call any method.
 */
public interface CoordinationCluster {

    /** Whether it answers at the moment. From what is known; never waits. */
    boolean available();

    /** The generation that this member is in, or is on its way to. */
    int generation();

    /**
     * Leaves the present generation for a later one. Every lease of this member is lost by that;
     * its {@link Leases} serve the new generation from then on. May take many seconds; does nothing
     * when the member is in that generation, or in a later one.
     */
    void switchTo(int generation);

    /** Coordination within one process: it breaks with the process only. */
    static CoordinationCluster ofOneProcess() {
        AtomicInteger present = new AtomicInteger();
        return new CoordinationCluster() {

            @Override
            public boolean available() {
                return true;
            }

            @Override
            public int generation() {
                return present.get();
            }

            @Override
            public void switchTo(int generation) {
                // There is nothing to leave behind but the number.
                present.accumulateAndGet(generation, Math::max);
            }
        };
    }
}
