package io.millrace.fault.nemesis;

import static io.millrace.fault.nemesis.Node.Role.BROKER;
import static io.millrace.fault.nemesis.Node.Role.COORDINATOR;
import static io.millrace.fault.nemesis.Node.Role.DATABASE;

import io.millrace.fault.nemesis.Fault.Cut;
import io.millrace.fault.nemesis.Fault.Damage;
import io.millrace.fault.nemesis.Fault.FsyncError;
import io.millrace.fault.nemesis.Fault.FullDisk;
import io.millrace.fault.nemesis.Fault.Kill;
import io.millrace.fault.nemesis.Fault.Link;
import io.millrace.fault.nemesis.Fault.Pause;
import io.millrace.fault.nemesis.Fault.PowerCut;
import io.millrace.fault.nemesis.Node.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What may happen, to whomever there is room for it. */
public enum FaultKind {
    KILL_BROKER(places -> places.oneFree(BROKER).map(node -> new Kill(Set.of(node)))),
    KILL_ALL_BROKERS(places -> some(places.allFree(BROKER)).map(Kill::new)),
    KILL_COORDINATOR(places -> places.oneFree(COORDINATOR).map(node -> new Kill(Set.of(node)))),
    KILL_ALL_COORDINATORS(places -> some(places.allFree(COORDINATOR)).map(Kill::new)),
    KILL_DATABASE(places -> places.oneFree(DATABASE).map(node -> new Kill(Set.of(node)))),

    PAUSE_BROKER(places -> places.oneFree(BROKER).map(node -> new Pause(Set.of(node)))),
    PAUSE_COORDINATOR(places -> places.oneFree(COORDINATOR).map(node -> new Pause(Set.of(node)))),

    CUT_PAIR_OF_BROKERS(
            places -> {
                List<Node> brokers = places.shuffled(BROKER);
                return cut("a pair", Places.both(head(brokers, 1), head(tail(brokers, 1), 1)));
            }),
    CUT_BROKERS_ONE_WAY(
            places -> {
                List<Node> brokers = places.shuffled(BROKER);
                return brokers.size() < 2
                        ? Optional.empty()
                        : cut("one way", List.of(new Link(brokers.get(0), brokers.get(1))));
            }),
    ISOLATE_BROKER(
            places ->
                    cut(
                            "from everybody",
                            Places.both(
                                    head(places.shuffled(BROKER), 1), places.all(Role.values())))),
    ISOLATE_COORDINATOR(
            places ->
                    cut(
                            "from everybody",
                            Places.both(
                                    head(places.shuffled(COORDINATOR), 1),
                                    places.all(Role.values())))),
    /** Two halves of the brokers see each other only through one between them. */
    CUT_BROKERS_INTO_A_BRIDGE(
            places -> {
                List<Node> ends = tail(places.shuffled(BROKER), 1);
                int half = ends.size() / 2;
                return cut("but for a bridge", Places.both(head(ends, half), tail(ends, half)));
            }),
    CUT_BROKER_FROM_COORDINATORS(
            places ->
                    cut(
                            "from the coordinators",
                            Places.both(
                                    head(places.shuffled(BROKER), 1), places.all(COORDINATOR)))),
    CUT_BROKER_FROM_BROKERS(
            places ->
                    cut(
                            "from the other brokers",
                            Places.both(head(places.shuffled(BROKER), 1), places.all(BROKER)))),
    /** Which is what coordination runs over. */
    CUT_COORDINATOR_FROM_COORDINATORS(
            places ->
                    cut(
                            "from the other coordinators",
                            Places.both(
                                    head(places.shuffled(COORDINATOR), 1),
                                    places.all(COORDINATOR)))),
    CUT_COORDINATOR_FROM_DATABASE(
            places ->
                    cut(
                            "from the database",
                            Places.both(
                                    head(places.shuffled(COORDINATOR), 1), places.all(DATABASE)))),

    CUT_POWER_OF_BROKER(places -> places.oneFree(BROKER).map(node -> new PowerCut(Set.of(node)))),
    CUT_POWER_OF_ALL(places -> some(places.allFree()).map(PowerCut::new)),

    FILL_DISK(places -> places.oneFree(BROKER).map(FullDisk::new)),
    FAIL_FSYNC(places -> places.oneFree(BROKER).map(FsyncError::new)),
    FLIP_BIT(places -> damage(places, Damage.Kind.FLIP_BIT)),
    TRUNCATE(places -> damage(places, Damage.Kind.TRUNCATE)),
    WIPE(places -> damage(places, Damage.Kind.WIPE));

    private final Function<Places, Optional<? extends Fault>> drawing;

    FaultKind(Function<Places, Optional<? extends Fault>> drawing) {
        this.drawing = drawing;
    }

    /** Empty if there is nobody to whom it could happen. */
    Optional<? extends Fault> draw(Places places) {
        return drawing.apply(places);
    }

    private static Optional<Damage> damage(Places places, Damage.Kind kind) {
        return places.oneFree(BROKER).map(node -> new Damage(kind, node, places.seed()));
    }

    private static Optional<Cut> cut(String name, List<Link> links) {
        return links.isEmpty() ? Optional.empty() : Optional.of(new Cut(name, links));
    }

    private static Optional<Set<Node>> some(Set<Node> nodes) {
        return nodes.isEmpty() ? Optional.empty() : Optional.of(nodes);
    }

    private static List<Node> head(List<Node> nodes, int size) {
        return nodes.subList(0, Math.min(size, nodes.size()));
    }

    private static List<Node> tail(List<Node> nodes, int from) {
        return nodes.subList(Math.min(from, nodes.size()), nodes.size());
    }
}
