package io.millrace.broker.partition;

import io.millrace.replication.FetchVerdict;

/**
 * What a leader makes of a fetch, and what it can give at that moment.
 *
 * @param logEnd where the leader's log ends
 */
public record FollowerJudged(
        FetchVerdict verdict, long logStart, long logEnd, long highWatermark) {}
