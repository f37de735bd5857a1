package io.millrace.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Pattern;

/** Whether administration answers, and knows all brokers as live. */
public final class Readiness {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Pattern LIVE = Pattern.compile("\"state\":\"live\"");

    private final LocalCluster cluster;

    public Readiness(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * @return false if it was not in time
     */
    public boolean await(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            while (!isReady(http)) {
                if (System.nanoTime() - end > 0) {
                    return false;
                }
                Thread.sleep(PAUSE);
            }
            return true;
        }
    }

    private boolean isReady(HttpClient http) throws InterruptedException {
        try {
            String key = Files.readString(cluster.adminKey()).strip();
            URI brokers = URI.create(cluster.adminUrl() + "/admin/v1/brokers");
            HttpResponse<String> answer =
                    http.send(
                            HttpRequest.newBuilder(brokers)
                                    .header("Authorization", "Bearer " + key)
                                    .timeout(TIMEOUT)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return LIVE.matcher(answer.body()).results().count() == LocalCluster.BROKERS;
        } catch (IOException notYet) {
            return false;
        }
    }
}
