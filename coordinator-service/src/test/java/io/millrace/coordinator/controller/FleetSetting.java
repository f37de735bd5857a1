package io.millrace.coordinator.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import io.millrace.protocol.metadata.PartitionMetadata;
import io.millrace.protocol.metadata.TopicMetadata;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A controller on a real, empty database with three brokers, in each test anew. */
abstract class FleetSetting {

    static final Duration SILENCE = Duration.ofMillis(2_100);

    static ControlPlane plane;
    ControlDatabase database;
    Controller controller;
    Fleet fleet;

    @BeforeAll
    static void startsPostgres() throws Exception {
        plane = new ControlPlane();
    }

    @AfterAll
    static void stopsPostgres() throws Exception {
        plane.close();
    }

    @BeforeEach
    void leads() throws Exception {
        plane.reset();
        database = plane.open();
        controller = plane.start(database, "first-" + UUID.randomUUID());
        controller.awaitLeading(Duration.ofSeconds(20));
        fleet = new Fleet(controller, plane.clock());
        fleet.start(3);
    }

    @AfterEach
    void ends() {
        controller.close();
        database.close();
    }

    void restartController() {
        controller.close();
        controller = plane.start(database, "next-" + UUID.randomUUID());
        controller.awaitLeading(Duration.ofSeconds(20));
        fleet.follow(controller);
    }

    /** The leaders take a broker into the ISRs again, or for the first time. */
    void takeIn(TopicMetadata topic, int broker) {
        for (int n = 0; n < topic.partitions().size(); n++) {
            PartitionMetadata now = fleet.partition(topic, n);
            Map<Integer, Long> grown = new HashMap<>(now.isr());
            grown.put(broker, fleet.broker(broker).epoch());
            var answer =
                    fleet.broker(now.leader().orElseThrow())
                            .propose(topic.partitionId(n), now, grown);
            if (!answer.refused().isEmpty()) {
                throw new AssertionError("refused: " + grown + " for " + now);
            }
        }
    }

    /** All brokers fall silent at once, and are fenced. */
    void powerCut() {
        for (int id = 1; id <= 3; id++) {
            fleet.broker(id).look();
            fleet.broker(id).fallSilent();
        }
        fleet.pass(SILENCE);
    }

    List<Integer> isrOf(TopicMetadata topic, int partition) {
        return List.copyOf(fleet.partition(topic, partition).isr().keySet());
    }

    static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(code));
    }
}
