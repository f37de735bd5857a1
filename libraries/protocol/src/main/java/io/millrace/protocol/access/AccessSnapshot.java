package io.millrace.protocol.access;

import io.millrace.protocol.PrincipalName;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Who may speak to the cluster, as of one version of the metadata. Immutable; its text shows no
 * secrets.
 *
 * @param keys by key id
 * @param tokenSecret what session tokens are signed with, the same in all processes: at least 32
 *     bytes
 */
@SuppressWarnings("ArrayRecordComponent")
public record AccessSnapshot(Map<String, KeyEntry> keys, byte[] tokenSecret) {
    public AccessSnapshot {
        if (tokenSecret.length < 32) {
            throw new IllegalArgumentException("The token secret needs at least 32 bytes");
        }
        keys = Map.copyOf(keys);
        tokenSecret = tokenSecret.clone();
    }

    @Override
    public byte[] tokenSecret() {
        return tokenSecret.clone();
    }

    /**
     * Whether a principal that has a key is an administrator; empty if it has no key (any more).
     */
    public Optional<Boolean> adminOf(PrincipalName principal) {
        return keys.values().stream()
                .filter(entry -> entry.principal().equals(principal))
                .map(KeyEntry::admin)
                .reduce(Boolean::logicalOr);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AccessSnapshot that
                && keys.equals(that.keys)
                && MessageDigest.isEqual(tokenSecret, that.tokenSecret);
    }

    @Override
    public int hashCode() {
        return 31 * keys.hashCode() + Arrays.hashCode(tokenSecret);
    }

    @Override
    public String toString() {
        return "AccessSnapshot[" + keys.size() + " keys]";
    }
}
