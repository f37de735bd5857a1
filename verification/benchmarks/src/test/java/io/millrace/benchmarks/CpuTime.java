package io.millrace.benchmarks;

import java.io.IOException;

/** One process, or several, whose CPU time the kernel tells. */
interface CpuTime {

    /** User and system time so far, in seconds. */
    double cpuSeconds() throws IOException;
}
