package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Pair;
import io.millrace.benchmarks.Comparison.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** JMH's answers as comparisons, iteration beside iteration. */
final class Microbenchmarks {
    private Microbenchmarks() {}

    static List<Comparison> codec(Path directory) throws Exception {
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .include(CodecBenchmark.class.getSimpleName())
                                        .output(directory.resolve("jmh.txt").toString())
                                        .jvmArgs("-Xmx512m")
                                        .build())
                        .run();
        return List.of(
                compare("codec-decode", results, "decode", "decodeByKafka"),
                compare("codec-encode", results, "encode", "encodeByKafka"));
    }

    private static Comparison compare(
            String name, Collection<RunResult> results, String ours, String peers) {
        List<Double> mine = iterations(results, ours);
        List<Double> theirs = iterations(results, peers);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
            pairs.add(new Pair(new Sample(mine.get(i), 0), new Sample(theirs.get(i), 0)));
        }
        return new Comparison(
                name, "krec/s", "Kafka's codec", pairs, Double.NaN, "64 records of 1 KiB, JMH");
    }

    private static List<Double> iterations(Collection<RunResult> results, String method) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + method))
                .flatMap(result -> result.getBenchmarkResults().stream())
                .flatMap(result -> result.getIterationResults().stream())
                .map(iteration -> iteration.getPrimaryResult().getScore())
                .toList();
    }
}
