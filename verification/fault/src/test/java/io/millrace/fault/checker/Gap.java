package io.millrace.fault.checker;

/** A time, since the history began, in which senders waited and nothing was acknowledged. */
public record Gap(long fromNanos, long toNanos) {
    public static final Gap NONE = new Gap(0, 0);

    public long nanos() {
        return toNanos - fromNanos;
    }

    Gap longer(Gap other) {
        return other.nanos() > nanos() ? other : this;
    }
}
