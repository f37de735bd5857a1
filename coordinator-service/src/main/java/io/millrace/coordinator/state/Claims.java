package io.millrace.coordinator.state;

import io.millrace.protocol.metadata.MetadataPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Every reign there ever was, which tells a fork of the history from its regress: a database that
 * was put back lacks the newest of them. Immutable, never empty, the newest last.
 *
 * @param reconciled an operator has settled what became of all versions below; 0 if never
 */
public record Claims(List<Claim> all, long reconciled) {

    /**
     * @param controllerEpoch that it took
     * @param firstVersion the version of the claim itself; all up to the next claim's are its own
     */
    public record Claim(long controllerEpoch, UUID uuid, long firstVersion) {}

    public Claims {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("nobody has claimed");
        }
    }

    public Claim newest() {
        return all.getLast();
    }

    /**
     * Whether somebody who has seen {@code position} has seen a part of this history.
     *
     * @param version the newest there is
     */
    public boolean covers(MetadataPosition position, long version) {
        if (position.version() < reconciled) {
            return true;
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Claim claim = all.get(i);
            if (claim.uuid().equals(position.claim())) {
                long last = i == all.size() - 1 ? version : all.get(i + 1).firstVersion() - 1;
                return claim.firstVersion() <= position.version() && position.version() <= last;
            }
        }
        return false;
    }

    /** What was before {@code version} is settled, whoever has seen what of it. */
    Claims reconciledBelow(long version) {
        return new Claims(all, version);
    }

    /** These, and the one that has just been made. */
    public Claims and(Claim claim) {
        List<Claim> next = new ArrayList<>(all);
        next.add(claim);
        return new Claims(next, reconciled);
    }
}
