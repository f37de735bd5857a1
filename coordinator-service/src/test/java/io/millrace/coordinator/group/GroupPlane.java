package io.millrace.coordinator.group;

import io.millrace.coordination.InMemoryGenerations.Membership;
import io.millrace.coordinator.controller.ControlPlane;
import io.millrace.coordinator.controller.TestClock;
import io.millrace.coordinator.database.ControlDatabase;
import io.millrace.coordinator.database.GroupDatabase;
import io.millrace.protocol.TopicId;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A real PostgreSQL with topics, and group coordinators on it that can be closed and started. */
final class GroupPlane implements AutoCloseable {
    static final GroupSettings SETTINGS =
            new GroupSettings(
                    Duration.ofSeconds(45),
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(5),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(5));

    private final ControlPlane plane;
    private final Map<String, Running> running = new HashMap<>();
    private volatile Duration later = Duration.ZERO;

    /** A coordinator with what it needs. */
    private record Running(
            ControlDatabase control,
            GroupDatabase groups,
            Membership membership,
            GroupCoordinator coordinator) {
        void close() {
            coordinator.close();
            groups.close();
            control.close();
            membership.close();
        }
    }

    GroupPlane() throws IOException, SQLException {
        plane = new ControlPlane();
    }

    /** Empties everything, as on the first start. */
    void reset() throws SQLException {
        closeAll();
        plane.reset();
        later = Duration.ZERO;
    }

    GroupCoordinator start(String name) {
        ControlDatabase control = plane.open();
        GroupDatabase groups = GroupDatabase.open(plane.address(), 4);
        Membership membership = plane.join(name);
        GroupCoordinator coordinator =
                GroupCoordinator.start(
                        groups,
                        membership,
                        membership,
                        "https://" + name,
                        SETTINGS,
                        () -> Instant.now().plus(later),
                        plane.clock());
        running.put(name, new Running(control, groups, membership, coordinator));
        return coordinator;
    }

    /** In good order. */
    void stop(String name) {
        Running stopped = running.remove(name);
        if (stopped != null) {
            stopped.close();
        }
    }

    /** The database, as another process would use it. */
    GroupDatabase database(String name) {
        return running.get(name).groups();
    }

    ControlPlane control() {
        return plane;
    }

    TestClock clock() {
        return plane.clock();
    }

    /** The wall clock goes on. */
    void passes(Duration time) {
        later = later.plus(time);
    }

    /** As its controller does every second. */
    void sayThatItLives(String name) {
        var _ = running.get(name).control().coordinators().observe(name, false, 0);
    }

    TopicId createTopic(String name, int partitions) throws SQLException {
        TopicId id = new TopicId(UUID.randomUUID());
        List<String> statements = new ArrayList<>();
        statements.add("insert into control.topic values ('%s', '%s', 1)".formatted(id, name));
        for (int partition = 0; partition < partitions; partition++) {
            statements.add(
                    """
                    insert into control.partition_state (topic_id, partition, replicas, isr,
                            isr_epochs, leader, leader_epoch, partition_epoch, unclean,
                            created_version)
                    values ('%s', %d, '{1}', '{1}', '{1}', 1, 0, 0, false, 1)
                    """
                            .formatted(id, partition));
        }
        statements.add("update control.cluster_state set metadata_version = metadata_version + 1");
        plane.execute(statements.toArray(String[]::new));
        return id;
    }

    private void closeAll() {
        List.copyOf(running.keySet()).forEach(this::stop);
    }

    @Override
    public void close() throws IOException {
        closeAll();
        plane.close();
    }
}
