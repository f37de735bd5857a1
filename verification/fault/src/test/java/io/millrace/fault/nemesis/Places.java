package io.millrace.fault.nemesis;

import io.millrace.fault.nemesis.Fault.Link;
import io.millrace.fault.nemesis.Node.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Where the next fault may happen. Owned by the schedule. */
final class Places {
    private final List<Node> nodes;
    private final Set<Node> free;
    private final Random random;

    Places(Collection<Node> nodes, Random random) {
        this.nodes = nodes.stream().sorted().toList();
        this.free = new TreeSet<>(nodes);
        this.random = random;
    }

    void take(Collection<Node> taken) {
        free.removeAll(taken);
    }

    long seed() {
        return random.nextLong();
    }

    Optional<Node> oneFree(Role role) {
        List<Node> found = free.stream().filter(node -> node.role() == role).toList();
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(found.get(random.nextInt(found.size())));
    }

    /** All that no other fault has, which are down or damaged already. */
    Set<Node> allFree(Role... roles) {
        Set<Node> found = new TreeSet<>(free);
        found.removeIf(node -> !List.of(roles).contains(node.role()));
        return found;
    }

    Set<Node> allFree() {
        return allFree(Role.values());
    }

    /** Free or not, in random order. */
    List<Node> shuffled(Role role) {
        List<Node> found = new ArrayList<>(all(role));
        Collections.shuffle(found, random);
        return found;
    }

    List<Node> all(Role... roles) {
        return nodes.stream().filter(node -> List.of(roles).contains(node.role())).toList();
    }

    static List<Link> both(Collection<Node> oneSide, Collection<Node> otherSide) {
        List<Link> links = new ArrayList<>();
        for (Node one : oneSide) {
            for (Node other : otherSide) {
                if (!one.equals(other)) {
                    links.add(new Link(one, other));
                    links.add(new Link(other, one));
                }
            }
        }
        return links;
    }
}
