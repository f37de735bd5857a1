package io.millrace.fault;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** An SSE reader made of curl: it reconnects with the last id that it saw, as EventSource does. */
final class CurlTail implements AutoCloseable {
    private final Millrace server;
    private final String topic;
    private final Queue<String> events = new ConcurrentLinkedQueue<>();
    private final Thread thread = Thread.ofVirtual().unstarted(this::follow);
    private volatile boolean closed;
    private volatile @Nullable Curl curl;
    private String lastEventId = "";
    private String pendingId = "";
    private String pendingEvent = "";
    private String pendingData = "";

    private CurlTail(Millrace server, String topic) {
        this.server = server;
        this.topic = topic;
    }

    static CurlTail start(Millrace server, String topic) {
        CurlTail tail = new CurlTail(server, topic);
        tail.thread.start();
        return tail;
    }

    /** The data of every message so far, in order of arrival. */
    Queue<String> events() {
        return events;
    }

    private void follow() {
        while (!closed) {
            server.awaitReady();
            Map<String, String> headers =
                    lastEventId.isEmpty()
                            ? Map.of("Accept", "text/event-stream")
                            : Map.of("Accept", "text/event-stream", "Last-Event-ID", lastEventId);
            String url = server.url("/v1/tail?topics=" + topic + "&from=earliest&ids=every");
            try (Curl connection = Curl.start(server, headers, List.of(url))) {
                curl = connection;
                forgetPending();
                if (!closed) {
                    connection.eachLine(this::take);
                }
            }
        }
    }

    private void take(String line) {
        if (line.startsWith("id:")) {
            pendingId = line.substring(3).strip();
        } else if (line.startsWith("event:")) {
            pendingEvent = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
            pendingData = line.substring(5).strip();
        } else if (line.isEmpty()) {
            dispatch();
        }
    }

    /** Only a blank line makes an event: what a kill cut off before it never happened. */
    private void dispatch() {
        if (!pendingId.isEmpty()) {
            lastEventId = pendingId;
        }
        if (pendingEvent.isEmpty() && !pendingData.isEmpty()) {
            events.add(pendingData);
        }
        forgetPending();
    }

    private void forgetPending() {
        pendingId = "";
        pendingEvent = "";
        pendingData = "";
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
