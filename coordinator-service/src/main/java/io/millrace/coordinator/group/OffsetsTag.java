package io.millrace.coordinator.group;

import io.millrace.groups.CommittedOffset;
import io.millrace.protocol.PartitionId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A short text that differs whenever a group's offsets do, whoever owns it. */
final class OffsetsTag {
    private static final int BYTES = 12;

    private OffsetsTag() {}

    static String of(Map<PartitionId, CommittedOffset> offsets) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(offsets)
                    .forEach(
                            (partition, offset) ->
                                    digest.update(
                                            (partition + " " + offset + "\n")
                                                    .getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
