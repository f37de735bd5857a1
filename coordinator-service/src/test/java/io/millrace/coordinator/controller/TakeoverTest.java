package io.millrace.coordinator.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.coordination.InMemoryGenerations.Membership;
import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.protocol.ErrorCode;
import io.millrace.protocol.MillraceException;
import java.sql.SQLException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two coordinators, one real database, and coordination that breaks. */
class TakeoverTest {

    private static ControlPlane plane;
    private Side first;
    private Side second;

    /** A coordinator with its own connections. */
    private final class Side implements AutoCloseable {

        private final ControlDatabase database = plane.open();
        private final Membership membership;
        private final Controller controller;

        Side(String name) {
            membership = plane.join(name);
            controller = plane.start(database, membership);
        }

        boolean leads() {
            return controller.isLeading();
        }

        long epoch() {
            return controller.metadata().controllerEpoch();
        }

        @Override
        public void close() {
            controller.close();
            membership.close();
            database.close();
        }
    }

    @BeforeAll
    static void startsPostgres() throws Exception {
        plane = new ControlPlane();
    }

    @AfterAll
    static void stopsPostgres() throws Exception {
        plane.close();
    }

    @BeforeEach
    void bothStart() throws Exception {
        plane.reset();
        first = new Side("first");
        first.controller.awaitLeading(Duration.ofSeconds(20));
        second = new Side("second");
    }

    @AfterEach
    void bothEnd() {
        first.close();
        second.close();
    }

    @Test
    void whoDoesNotLeadNamesWhoDoes() {
        await().untilAsserted(
                        () ->
                                assertThatThrownBy(() -> second.controller.metadata())
                                        .isInstanceOfSatisfying(
                                                MillraceException.class,
                                                refusal ->
                                                        assertThat(refusal.problem().members())
                                                                .containsEntry(
                                                                        "controller_url",
                                                                        "http://first:7070")));
        assertRefused(() -> second.controller.reserveProducerIds(), ErrorCode.NOT_CONTROLLER);
    }

    @Test
    void whoDiesIsFollowedAtOnce() {
        // Given
        long epoch = first.epoch();

        // When
        first.controller.close();

        // Then
        second.controller.awaitLeading(Duration.ofSeconds(20));
        assertThat(second.epoch()).isEqualTo(epoch + 1);
    }

    @Test
    void whoHasLostItsLeaseStepsDown() {
        // When
        first.membership.close();

        // Then
        second.controller.awaitLeading(Duration.ofSeconds(20));
        await().until(() -> !first.leads());
        second.controller.reserveProducerIds();
    }

    @Test
    void aZombieWritesNothing() throws Exception {
        // Given two islands, each with a lease of its own
        second.membership.switchTo(1);
        second.controller.awaitLeading(Duration.ofSeconds(20));
        long taken = plane.number("select next from control.id_block");
        assertThat(first.leads()).isTrue();

        // When
        assertRefused(() -> first.controller.reserveProducerIds(), ErrorCode.COORDINATOR_LOADING);

        // Then
        assertThat(plane.number("select next from control.id_block")).isEqualTo(taken);
        assertThat(first.leads()).isFalse();
        assertThat(second.leads()).isTrue();
        await().untilAsserted(
                        () ->
                                assertRefused(
                                        () -> first.controller.metadata(),
                                        ErrorCode.NOT_CONTROLLER));
    }

    @Test
    void theControllerGoesOnWithoutCoordinationAsLongAsItRenews() throws Exception {
        // Given
        long epoch = first.epoch();

        // When
        plane.coordination().breakDown(0);
        for (int n = 0; n < 14; n++) {
            timeGoesBy(first, second);
        }

        // Then
        assertThat(first.leads()).isTrue();
        assertThat(first.epoch()).isEqualTo(epoch);
        first.controller.reserveProducerIds();
        assertThat(second.leads()).isFalse();
    }

    @Test
    void anotherOneClaimsWithoutCoordinationWhenTheControllerIsSilent() throws Exception {
        // Given
        long epoch = first.epoch();
        plane.coordination().breakDown(0);
        first.controller.close();

        // When
        int seconds = 0;
        while (!second.leads() && seconds < 20) {
            timeGoesBy(second);
            seconds++;
        }

        // Then
        assertThat(seconds).isBetween(9, 15);
        await().until(second::leads);
        assertThat(second.epoch()).isEqualTo(epoch + 1);
        second.controller.reserveProducerIds();
    }

    @Test
    void coordinationThatDoesNotHealIsLeftBehindByAll() throws Exception {
        // Given
        long epoch = first.epoch();
        plane.coordination().breakDown(0);

        // When
        int seconds = 0;
        while (plane.number("select cp_generation from control.cluster_state") == 0
                && seconds < 40) {
            timeGoesBy(first, second);
            seconds++;
        }
        await().until(() -> first.membership.generation() == 1);
        await().until(() -> second.membership.generation() == 1);

        // Then
        assertThat(seconds).isBetween(14, 30);
        assertThat(plane.number("select cp_generation from control.cluster_state")).isEqualTo(1);
        assertThat(first.leads()).isTrue();
        assertThat(first.epoch()).isEqualTo(epoch);
        first.controller.reserveProducerIds();
    }

    /** The lease that it had before is carried over: it must not be in its own way. */
    @Test
    void whoHasLedIntoTheNextGenerationCanBeSucceeded() throws Exception {
        // Given
        plane.coordination().breakDown(0);
        first.membership.switchTo(1);
        second.membership.switchTo(1);
        plane.execute("update control.cluster_state set cp_generation = 1");

        // When
        plane.execute("update control.cluster_state set controller_epoch = controller_epoch + 1");

        // Then
        await().ignoreException(MillraceException.class)
                .until(
                        () -> {
                            plane.clock().advance(Duration.ofMillis(500));
                            return isLedAgain();
                        });
    }

    private boolean isLedAgain() throws SQLException {
        return (first.leads() && first.epoch() == epochStored())
                || (second.leads() && second.epoch() == epochStored());
    }

    private long epochStored() throws SQLException {
        return plane.number("select controller_epoch from control.cluster_state");
    }

    /** A second, in which each of them says that it lives, and the controller that it leads. */
    private void timeGoesBy(Side... living) throws Exception {
        long renewed = plane.number("select renew_counter from control.cluster_state");
        plane.clock().advance(Duration.ofSeconds(1));
        for (Side side : living) {
            if (side.leads()) {
                await().until(
                                () ->
                                        plane.number(
                                                        "select renew_counter from"
                                                                + " control.cluster_state")
                                                > renewed);
            }
        }
        for (Side side : living) {
            String counter =
                    "select renew_counter from control.coordinator where id = '"
                            + side.membership.self()
                            + "'";
            long before = plane.number(counter);
            await().until(() -> plane.number(counter) > before + 1);
        }
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(code));
    }
}
