package io.millrace.broker.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process does when an fsync has failed. It is never retried: the kernel may have dropped
 * the pages and call the next one a success, so only recovery tells what is on disk.
 */
public enum OnDiskFailure {
    /**
     * End at once, without shutdown hooks, so that a supervisor starts it again and it recovers.
     */
    HALT,
    /** Go on without the partitions of that disk. */
    REFUSE;

    /** The exit status of a halted process: {@code EX_IOERR}. */
    public static final int EXIT_STATUS = 74;

    private static final Logger LOG = LoggerFactory.getLogger(OnDiskFailure.class);

    /** Reports the failure and acts. */
    public void accept(RuntimeException failure) {
        LOG.atError()
                .setCause(failure)
                .addKeyValue("action", this)
                .log(
                        "The data directory has failed: what was acknowledged is safe, no more is taken");
        if (this == HALT) {
            Runtime.getRuntime().halt(EXIT_STATUS);
        }
    }
}
