package io.millrace.fault;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Streams lines through curl as one producer, and after every broken connection goes on from the
 * first line that has no receipt, as the README tells a user to.
 */
final class SequencedWriter implements AutoCloseable {
    private static final Pattern RECEIPT =
            Pattern.compile("\"partition\":(\\d+),\"offset\":(\\d+).*\"seq\":(\\d+)");
    private final Millrace server;
    private final String topic;
    private final String producerId;
    private final LongFunction<String> lines;
    private final long count;
    private final int linesPerSecond;
    private final Map<Long, String> receipts = new ConcurrentSkipListMap<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Thread thread = Thread.ofVirtual().unstarted(this::write);
    private volatile boolean closed;
    private volatile @Nullable Curl curl;
    private volatile String problem = "";

    private SequencedWriter(
            Millrace server,
            String topic,
            String producerId,
            LongFunction<String> lines,
            long count,
            int linesPerSecond) {
        this.server = server;
        this.topic = topic;
        this.producerId = producerId;
        this.lines = lines;
        this.count = count;
        this.linesPerSecond = linesPerSecond;
    }

    /** Sends {@code count} lines, each made from its number, as fast as they are taken. */
    static SequencedWriter start(
            Millrace server,
            String topic,
            String producerId,
            LongFunction<String> lines,
            long count) {
        return start(server, topic, producerId, lines, count, 0);
    }

    /** Sends at most {@code linesPerSecond}, so that a few lines last for many kills; 0: all. */
    static SequencedWriter start(
            Millrace server,
            String topic,
            String producerId,
            LongFunction<String> lines,
            long count,
            int linesPerSecond) {
        SequencedWriter writer =
                new SequencedWriter(server, topic, producerId, lines, count, linesPerSecond);
        writer.thread.start();
        return writer;
    }

    /** How many lines, counted from the first, have a receipt without a gap. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** The first answer that was neither a receipt nor worth another try, or "". */
    String problem() {
        return problem;
    }

    /** Sequence number to "partition/offset". */
    Map<Long, String> receipts() {
        return receipts;
    }

    private void write() {
        while (!closed && acknowledged.get() < count && problem.isEmpty()) {
            server.awaitReady();
            streamFrom(acknowledged.get());
        }
    }

    private void streamFrom(long first) {
        Map<String, String> headers =
                Map.of(
                        "Content-Type",
                        "application/x-ndjson",
                        "Producer-Id",
                        producerId,
                        "Producer-Epoch",
                        "0",
                        "Producer-Seq",
                        Long.toString(first));
        String url = server.url("/v1/topics/" + topic + "/records");
        try (Curl connection = Curl.start(server, headers, List.of("-X", "POST", "-T", "-", url))) {
            curl = connection;
            Thread sender = Thread.ofVirtual().start(() -> send(connection, first));
            if (!closed) {
                connection.eachLine(line -> receive(connection, line));
            }
            connection.close();
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = "interrupted";
        }
    }

    private void send(Curl curl, long first) {
        for (long seq = first; seq < count; seq++) {
            if (!curl.send(lines.apply(seq))) {
                return;
            }
            if (linesPerSecond > 0) {
                curl.flush();
                LockSupport.parkNanos(1_000_000_000L / linesPerSecond);
            }
        }
        if (curl.flush()) {
            curl.endOfInput();
        }
    }

    /** A refused line has to come again, and so have those behind it: begin anew from it. */
    private void receive(Curl connection, String line) {
        Matcher receipt = RECEIPT.matcher(line);
        if (receipt.find()) {
            long seq = Long.parseLong(receipt.group(3));
            receipts.put(seq, receipt.group(1) + "/" + receipt.group(2));
            while (receipts.containsKey(acknowledged.get())) {
                acknowledged.incrementAndGet();
            }
        } else if (line.contains("\"retriable\":true")) {
            connection.close();
        } else {
            problem = line;
        }
    }

    @Override
    public void close() {
        closed = true;
        Curl connection = curl;
        if (connection != null) {
            connection.close();
        }
    }
}
