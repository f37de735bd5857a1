package io.millrace.broker.http.group;

import io.millrace.protocol.group.GroupId;
import io.millrace.protocol.group.MemberId;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Binds cursors to a member of a group: 128 bits of an HMAC (RFC 2104) over all three, by a secret
 * that all brokers have. Used by one thread.
 */
final class CursorSeal {
    private static final int BYTES = 16;
    private static final String PURPOSE = "group cursor";
    private static final byte[] END = {0};

    private final byte[] secret;
    private final GroupId group;
    private final MemberId member;

    CursorSeal(byte[] secret, GroupId group, MemberId member) {
        this.secret = secret.clone();
        this.group = group;
        this.member = member;
    }

    String of(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text));
    }

    /** In constant time. */
    boolean fits(String seal, String text) {
        return MessageDigest.isEqual(
                seal.getBytes(StandardCharsets.UTF_8), of(text).getBytes(StandardCharsets.UTF_8));
    }

    private byte[] bytes(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            for (String part : new String[] {PURPOSE, group.value(), member.value(), text}) {
                mac.update(part.getBytes(StandardCharsets.UTF_8));
                mac.update(END);
            }
            return Arrays.copyOf(mac.doFinal(), BYTES);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every JDK has HMAC-SHA256", e);
        }
    }
}
