package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Sample;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** Wall time and the CPU time of this process and of the server under test, from one moment on. */
final class Stopwatch {
    private final CpuTime server;
    private final double cpuBefore;
    private final long begin = System.nanoTime();

    private Stopwatch(CpuTime server) throws IOException {
        this.server = server;
        this.cpuBefore = cpu();
    }

    static Stopwatch start(CpuTime server) throws IOException {
        return new Stopwatch(server);
    }

    /** {@code amount} per second since the start. */
    Sample rate(double amount) throws IOException {
        double seconds = (System.nanoTime() - begin) / 1e9;
        return new Sample(amount / seconds, cpu() - cpuBefore);
    }

    private double cpu() throws IOException {
        var system =
                (com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9 + server.cpuSeconds();
    }
}
