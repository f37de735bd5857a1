package io.millrace.benchmarks;

import io.millrace.benchmarks.Comparison.Sample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** JSON batches of 100 records beside our own raw record batches. */
final class JsonProduce {
    private static final int PAIRS = 5;
    private static final int RECORDS = 50_000;
    private static final int PER_REQUEST = 100;
    private static final int CONNECTIONS = 5;

    private JsonProduce() {}

    static List<Comparison> run(Path directory) throws Exception {
        try (MillraceServer server =
                MillraceServer.start(directory.resolve("millrace/data"), "1g")) {
            Workload work = Workload.of(1, RECORDS);
            String body = body();
            return List.of(
                    new Comparison(
                            "produce-json",
                            "MiB/s",
                            "our raw batches",
                            Pairs.alternate(
                                    PAIRS,
                                    round -> {
                                        server.createTopic("json" + round, 1);
                                        return json(server, "json" + round, body, work);
                                    },
                                    round -> {
                                        server.createTopic("raw" + round, 1);
                                        return MillraceClients.produce(server, "raw" + round, work);
                                    }),
                            0.4,
                            "100 records of 1 KiB a request, 5 connections, one partition"));
        }
    }

    private static Sample json(MillraceServer server, String topic, String body, Workload work)
            throws Exception {
        int requests = work.records() / PER_REQUEST / CONNECTIONS;
        Stopwatch stopwatch = Stopwatch.start(server.process());
        List<Future<Void>> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                Callable<Void> connection =
                        () -> {
                            for (int request = 0; request < requests; request++) {
                                server.produceJson(topic, body);
                            }
                            return null;
                        };
                connections.add(threads.submit(connection));
            }
            for (Future<Void> connection : connections) {
                connection.get();
            }
        }
        return stopwatch.rate(work.mebibytes());
    }

    private static String body() {
        String envelope =
                "{\"value\":{\"order\":10248,\"note\":\"" + "x".repeat(1024 - 28) + "\"}}";
        return "{\"records\":[" + envelope + (',' + envelope).repeat(PER_REQUEST - 1) + "]}";
    }
}
