package io.millrace.protocol.access;

import io.millrace.protocol.PrincipalName;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What is stored of an API key.
 *
 * @param secretSha256 32 bytes
 * @param admin whether its principal may do everything
 */
@SuppressWarnings("ArrayRecordComponent")
public record KeyEntry(PrincipalName principal, byte[] secretSha256, boolean admin) {
    public KeyEntry {
        if (secretSha256.length != 32) {
            throw new IllegalArgumentException("A SHA-256 has 32 bytes");
        }
        secretSha256 = secretSha256.clone();
    }

    @Override
    public byte[] secretSha256() {
        return secretSha256.clone();
    }

    boolean admits(byte[] otherSha256) {
        return MessageDigest.isEqual(secretSha256, otherSha256);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyEntry that
                && principal.equals(that.principal)
                && admin == that.admin
                && admits(that.secretSha256);
    }

    @Override
    public int hashCode() {
        return 31 * principal.hashCode() + Arrays.hashCode(secretSha256);
    }

    @Override
    public String toString() {
        return "KeyEntry[" + principal + (admin ? ", admin" : "") + "]";
    }
}
