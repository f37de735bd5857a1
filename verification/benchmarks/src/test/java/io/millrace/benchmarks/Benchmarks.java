package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./dev bench [--only NAME] [--kills N] [--members N] [--json FILE]}: measures, prints a
 * table, writes a file.
 */
public final class Benchmarks {
    private static final int KILLS = 10;
    private static final int MEMBERS = 100_000;

    private Benchmarks() {}

    /** One group of comparisons that share their servers. */
    interface Group {
        /** Hands over each comparison when it is done. */
        void run(Path directory, Consumer<Comparison> done) throws Exception;
    }

    private interface AtOnce {
        List<Comparison> run(Path directory) throws Exception;
    }

    private static Group atOnce(AtOnce group) {
        return (directory, done) -> group.run(directory).forEach(done);
    }

    private static Map<String, Group> groups(int kills, int members) {
        Map<String, Group> groups = new LinkedHashMap<>();
        groups.put("codec", atOnce(Microbenchmarks::codec));
        groups.put("log", LogAppend::run);
        groups.put("produce", Produce::run);
        groups.put("json", atOnce(JsonProduce::run));
        groups.put("fetch", Fetch::run);
        groups.put("sse", atOnce(SseFanOut::run));
        groups.put("start", atOnce(Startup::run));
        groups.put("replicated", Replicated::run);
        groups.put("partitions", atOnce(ManyPartitions::run));
        groups.put("failover", atOnce(directory -> Failover.run(directory, kills)));
        groups.put("rebalance", atOnce(Rebalance::run));
        groups.put("members", (directory, done) -> Members.run(directory, members, done));
        return groups;
    }

    public static void main(String[] arguments) throws Exception {
        Optional<String> only = option(arguments, "--only");
        Optional<String> json = option(arguments, "--json");
        int kills = option(arguments, "--kills").map(Integer::parseInt).orElse(KILLS);
        int members = option(arguments, "--members").map(Integer::parseInt).orElse(MEMBERS);
        Map<String, Group> groups = groups(kills, members);
        if (only.isPresent() && !groups.containsKey(only.get())) {
            System.err.println("millrace: --only takes one of " + groups.keySet());
            System.exit(2);
        }
        List<Comparison> all = new ArrayList<>();
        System.out.println(Comparison.header());
        for (Map.Entry<String, Group> group : groups.entrySet()) {
            if (only.isEmpty() || only.get().equals(group.getKey())) {
                Path directory = Files.createTempDirectory("millrace-bench-");
                try {
                    group.getValue()
                            .run(
                                    directory,
                                    comparison -> {
                                        System.out.println(comparison.row());
                                        all.add(comparison);
                                    });
                } finally {
                    delete(directory);
                }
            }
        }
        for (Comparison comparison : all) {
            if (!comparison.note().isEmpty()) {
                System.out.println(comparison.name() + ": " + comparison.note());
            }
        }
        if (json.isPresent()) {
            Files.writeString(
                    Path.of(json.get()),
                    JsonMapper.shared()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(all.stream().map(Comparison::toJson).toList()));
        }
    }

    private static Optional<String> option(String[] arguments, String name) {
        for (int i = 0; i < arguments.length - 1; i++) {
            if (arguments[i].equals(name)) {
                return Optional.of(arguments[i + 1]);
            }
        }
        return Optional.empty();
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, @org.jspecify.annotations.Nullable IOException failure)
                            throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
