package io.millrace.fault;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Streams lines through curl as one producer, and after every broken connection goes on from the
 * first line that has no receipt, as the README tells a user to.
 */
final class SequencedWriter implements Runnable {
    private static final Pattern RECEIPT =
            Pattern.compile("\"partition\":(\\d+),\"offset\":(\\d+)");
    private final Millrace server;
    private final String topic;
    private final String producerId;
    private final List<String> lines;
    private final int linesPerSecond;
    private final Map<Long, String> receipts = new ConcurrentSkipListMap<>();
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile String problem = "";

    SequencedWriter(Millrace server, String topic, String producerId, List<String> lines) {
        this(server, topic, producerId, lines, 0);
    }

    /** Sends at most {@code linesPerSecond}, so that a few lines last for many kills; 0: all. */
    SequencedWriter(
            Millrace server,
            String topic,
            String producerId,
            List<String> lines,
            int linesPerSecond) {
        this.server = server;
        this.topic = topic;
        this.producerId = producerId;
        this.lines = lines;
        this.linesPerSecond = linesPerSecond;
    }

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

    @Override
    public void run() {
        while (acknowledged.get() < lines.size() && problem.isEmpty()) {
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
        try (Curl curl = Curl.start(server, headers, List.of("-X", "POST", "-T", "-", url))) {
            Thread sender = Thread.ofVirtual().start(() -> send(curl, first));
            curl.eachLine(this::receive);
            curl.close();
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem = "interrupted";
        }
    }

    private void send(Curl curl, long first) {
        for (long seq = first; seq < lines.size(); seq++) {
            if (!curl.send(lines.get((int) seq))) {
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

    private void receive(String line) {
        Matcher receipt = RECEIPT.matcher(line);
        if (receipt.find()) {
            long seq = acknowledged.getAndIncrement();
            receipts.put(seq, receipt.group(1) + "/" + receipt.group(2));
        } else if (!line.contains("\"retriable\":true")) {
            problem = line;
        }
    }
}
