package io.millrace.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.protocol.batch.RecordBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One topic behind the HTTP interface, in memory, with the broker's rules for sequences: the next
 * one, or one of the last five batches, else a gap. It fails as it is told to.
 */
final class FakeBroker implements AutoCloseable {
    /** What befalls a request. */
    enum Fault {
        NONE,
        /** Appended, but the answer is lost. */
        ANSWER_LOST,
        /** Refused before anything happened. */
        NOT_APPENDED,
        /** Neither appended nor answered. */
        REQUEST_LOST,
        /** The broker does not know whether it appended. It did. */
        UNKNOWN
    }

    interface Faults {
        Fault next();
    }

    private record Appended(int baseSequence, int lastSequence, long baseOffset) {}

    private final HttpServer server;
    private final HttpServer standby;
    private final int partitions;
    private final List<List<byte[]>> logs = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private final Map<String, List<Appended>> windows = new HashMap<>();
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger metadataBodies = new AtomicInteger();
    final AtomicInteger standbyRequests = new AtomicInteger();
    private final AtomicInteger version = new AtomicInteger(1);
    private final AtomicInteger producers = new AtomicInteger();
    volatile Faults faults = () -> Fault.NONE;
    volatile int maxBatchBytes = Integer.MAX_VALUE;

    FakeBroker(int partitions) throws IOException {
        this.partitions = partitions;
        for (int p = 0; p < partitions; p++) {
            logs.add(new ArrayList<>());
            ends.add(0L);
        }
        server = door();
        standby = door();
    }

    private HttpServer door() throws IOException {
        HttpServer door =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        door.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        door.createContext("/v1/metadata", this::metadata);
        door.createContext("/v1/producers", this::producer);
        door.createContext("/v1/topics/orders/partitions/", this::records);
        door.start();
        return door;
    }

    HttpServer server() {
        return server;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Another broker's address, where the same is served. */
    URI standbyUrl() {
        return URI.create("http://127.0.0.1:" + standby.getAddress().getPort());
    }

    /** The first of the two brokers is gone, with all connections to it. */
    void lose() {
        server.stop(0);
    }

    /** The second leads from now on, as the metadata says. */
    void moveLeader() {
        version.incrementAndGet();
    }

    private URI leaderUrl() {
        return version.get() == 1 ? url() : standbyUrl();
    }

    /** As after a topic was deleted and created anew: nothing is known of any producer. */
    synchronized void forgetProducers() {
        windows.clear();
    }

    private void metadata(HttpExchange exchange) throws IOException {
        String etag = "\"" + version.get() + "\"";
        if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
            return;
        }
        metadataBodies.incrementAndGet();
        StringBuilder all = new StringBuilder();
        for (int p = 0; p < partitions; p++) {
            all.append(p == 0 ? "" : ",").append("{\"id\":" + p + ",\"leader\":1}");
        }
        exchange.getResponseHeaders().set("ETag", etag);
        String topics =
                exchange.getRequestURI().getQuery().endsWith("=orders")
                        ? "{\"name\":\"orders\",\"topic_id\":\"6f1c2b3a-0000-4000-8000-000000000001\","
                                + "\"partitions\":["
                                + all
                                + "]}"
                        : "";
        json(
                exchange,
                200,
                "{\"brokers\":[{\"id\":1,\"http_url\":\""
                        + leaderUrl()
                        + "\"}],\"topics\":["
                        + topics
                        + "],\"version\":"
                        + version.get()
                        + "}");
    }

    private void producer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        int id = producers.incrementAndGet();
        json(exchange, 201, "{\"producer_id\":" + id + ",\"producer_epoch\":0}");
    }

    private void records(HttpExchange exchange) throws IOException {
        if (exchange.getLocalAddress().getPort() == standby.getAddress().getPort()) {
            standbyRequests.incrementAndGet();
        }
        int partition = Integer.parseInt(exchange.getRequestURI().getPath().split("/")[5]);
        if (exchange.getRequestMethod().equals("GET")) {
            fetch(exchange, partition);
            return;
        }
        ByteBuffer body = ByteBuffer.wrap(exchange.getRequestBody().readAllBytes());
        requests.incrementAndGet();
        Fault fault = faults.next();
        if (fault == Fault.REQUEST_LOST) {
            exchange.close();
            return;
        }
        if (fault == Fault.NOT_APPENDED) {
            problem(exchange, 503, "not_enough_replicas", true, "not_appended");
            return;
        }
        StringBuilder results = new StringBuilder();
        String refused = append(partition, body, results);
        if (fault == Fault.ANSWER_LOST) {
            exchange.close();
        } else if (fault == Fault.UNKNOWN) {
            problem(exchange, 504, "request_timed_out", true, "unknown");
        } else if (refused != null) {
            int status = refused.equals("record_too_large") ? 413 : 409;
            problem(exchange, status, refused, false, "not_appended");
        } else {
            json(exchange, 200, "{\"results\":[" + results + "]}");
        }
    }

    /** All batches or, for a reason, none. */
    private synchronized String append(int partition, ByteBuffer body, StringBuilder results) {
        List<RecordBatch> batches = new ArrayList<>();
        for (int at = 0; at < body.limit(); at += batches.getLast().sizeInBytes()) {
            batches.add(RecordBatch.at(body, at));
            batches.getLast().verify();
            batches.getLast().verifyRecords(1 << 24);
            if (batches.getLast().sizeInBytes() > maxBatchBytes) {
                return "record_too_large";
            }
        }
        for (RecordBatch batch : batches) {
            String key = partition + "/" + batch.producerId();
            List<Appended> window = windows.computeIfAbsent(key, k -> new ArrayList<>());
            long base = duplicateOf(window, batch);
            boolean duplicate = base >= 0;
            if (!duplicate) {
                int expected =
                        window.isEmpty()
                                ? 0
                                : RecordBatch.sequenceAfter(window.getLast().lastSequence(), 1);
                if (batch.baseSequence() != expected) {
                    return "producer_sequence_gap";
                }
                base = ends.get(partition);
                batch.assign(base, 1);
                byte[] bytes = new byte[batch.sizeInBytes()];
                batch.buffer().get(bytes);
                logs.get(partition).add(bytes);
                ends.set(partition, batch.nextOffset());
                window.add(new Appended(batch.baseSequence(), batch.lastSequence(), base));
                if (window.size() > 5) {
                    window.removeFirst();
                }
            }
            results.append(results.isEmpty() ? "" : ",")
                    .append("{\"partition\":" + partition + ",\"base_offset\":" + base)
                    .append(",\"last_offset\":" + (base + batch.lastOffsetDelta()))
                    .append(",\"duplicate\":" + duplicate + "}");
        }
        return null;
    }

    private static long duplicateOf(List<Appended> window, RecordBatch batch) {
        return window.stream()
                .filter(
                        a ->
                                a.baseSequence() == batch.baseSequence()
                                        && a.lastSequence() == batch.lastSequence())
                .mapToLong(Appended::baseOffset)
                .findFirst()
                .orElse(-1);
    }

    private void fetch(HttpExchange exchange, int partition) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        String start = query.replaceAll("&.*", "").substring("offset=".length());
        long offset = start.equals("earliest") ? 0 : Long.parseLong(start);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        long next = offset;
        synchronized (this) {
            for (byte[] bytes : logs.get(partition)) {
                RecordBatch batch = RecordBatch.at(ByteBuffer.wrap(bytes), 0);
                if (batch.lastOffset() >= offset && body.size() < 100_000) {
                    body.write(bytes);
                    next = batch.nextOffset();
                }
            }
            exchange.getResponseHeaders().set("High-Watermark", "" + ends.get(partition));
        }
        exchange.getResponseHeaders().set("Next-Offset", "" + next);
        exchange.getResponseHeaders().set("Log-Start-Offset", "0");
        exchange.sendResponseHeaders(200, body.size() == 0 ? -1 : body.size());
        body.writeTo(exchange.getResponseBody());
        exchange.close();
    }

    private static void problem(
            HttpExchange exchange, int status, String code, boolean retriable, String outcome)
            throws IOException {
        json(
                exchange,
                status,
                "{\"code\":\""
                        + code
                        + "\",\"retriable\":"
                        + retriable
                        + ",\"outcome\":\""
                        + outcome
                        + "\",\"detail\":\"as the test wants it\"}");
    }

    private static void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        standby.stop(0);
    }
}
