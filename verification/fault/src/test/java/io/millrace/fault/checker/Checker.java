package io.millrace.fault.checker;

import io.millrace.fault.history.History;

/**
 * Looks for the anomalies of jepsen.tests.kafka, and some more, in a history.
 *
 * <p>Two passes: the first learns what each log must have held, the second compares what every
 * process saw with it. Between them it remembers a few words for each value that was sent, and
 * nothing of the operations.
 */
public final class Checker {
    private Checker() {}

    /**
     * @throws IllegalArgumentException if the history itself is wrong: its values are not unique,
     *     or are completed without having been sent
     */
    public static Report check(History history) {
        Findings findings = new Findings();
        Known known = new Known();
        Counts.Counter counter = new Counts.Counter();
        Availability availability = new Availability();
        HighWatermarks highWatermarks = new HighWatermarks(findings);
        history.forEach(
                op -> {
                    known.see(op);
                    counter.see(op);
                    availability.see(op);
                    highWatermarks.see(op);
                });

        PollOrder pollOrder = new PollOrder(known, findings);
        SendOrder sendOrder = new SendOrder(known, findings);
        ReadValues readValues = new ReadValues(known, findings);
        history.forEach(
                op -> {
                    pollOrder.see(op);
                    sendOrder.see(op);
                    readValues.see(op);
                });

        new PromisedValues(known, findings).report();
        known.logs().forEach((partition, log) -> log.report(partition, findings));
        return new Report(counter.counts(), findings.byAnomaly(), availability.longestGaps());
    }
}
