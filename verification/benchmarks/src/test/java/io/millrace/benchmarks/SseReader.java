package io.millrace.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/** The least that an SSE client can be, so that a thousand of them leave the CPU to the server. */
final class SseReader {
    private static final Pattern RECORD = Pattern.compile("\"offset\":(\\d+).*\"t\":(\\d+)");

    private SseReader() {}

    /** Reads so many records, notes the delay of each, and returns how many offsets were missed. */
    static int follow(
            MillraceServer server,
            String topic,
            int records,
            CountDownLatch connected,
            Histogram micros)
            throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream()
                    .write(
                            ("GET /v1/tail?topics=%s&from=latest HTTP/1.1\r\n"
                                            + "Host: 127.0.0.1\r\n"
                                            + "Accept: text/event-stream\r\n"
                                            + "Authorization: Bearer %s\r\n\r\n")
                                    .formatted(topic, server.adminKey())
                                    .getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8),
                            1024);
            long next = -1;
            int gaps = 0;
            int seen = 0;
            while (seen < records) {
                String line = lines.readLine();
                if (line == null) {
                    throw new IOException("the stream ended after " + seen + " records");
                }
                if (line.startsWith("event: open")) {
                    connected.countDown();
                }
                Matcher matcher = RECORD.matcher(line);
                if (line.startsWith("data:") && matcher.find()) {
                    long offset = Long.parseLong(matcher.group(1));
                    micros.recordValue(
                            (System.nanoTime() - Long.parseLong(matcher.group(2))) / 1000);
                    gaps += next >= 0 && offset != next ? 1 : 0;
                    next = offset + 1;
                    seen++;
                }
            }
            return gaps;
        }
    }
}
