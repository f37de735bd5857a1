package io.millrace.log.producer;

import io.millrace.protocol.batch.Digest128;
import io.millrace.protocol.batch.RequestMark;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.function.LongConsumer;

/** Owned by {@link ProducerStates}: the idempotency keys in the order of their appends. */
final class IdempotencyKeys {
    private record Known(Digest128 fingerprint, AppendedMark mark) {}

    private final LinkedHashMap<Digest128, Known> keys = new LinkedHashMap<>();

    MarkCheck check(RequestMark mark, long notBeforeMs) {
        Known known = keys.get(mark.identity());
        if (known == null || known.mark().appendTimeMs() < notBeforeMs) {
            return MarkCheck.New.INSTANCE;
        }
        return known.fingerprint().equals(mark.fingerprint())
                ? known.mark().asDuplicate()
                : MarkCheck.KeyReuse.INSTANCE;
    }

    void appended(RequestMark mark, AppendedMark appended, int keysMax) {
        Digest128 identity = mark.identity();
        keys.remove(identity);
        keys.put(identity, new Known(mark.fingerprint(), appended));
        while (keys.size() > keysMax) {
            keys.pollFirstEntry();
        }
    }

    void expire(long notBeforeMs) {
        for (var it = keys.values().iterator(); it.hasNext(); ) {
            if (it.next().mark().appendTimeMs() >= notBeforeMs) {
                return;
            }
            it.remove();
        }
    }

    void forEachNeeded(long notBeforeMs, LongConsumer batchOffset) {
        for (Known known : keys.values()) {
            if (known.mark().appendTimeMs() >= notBeforeMs) {
                batchOffset.accept(known.mark().markOffset());
                batchOffset.accept(known.mark().firstOffset());
            }
        }
    }

    void clear() {
        keys.clear();
    }

    int size() {
        return keys.size();
    }

    int encodedBytes() {
        return 4
                + keys.values().stream()
                        .mapToInt(known -> 2 * Digest128.BYTES + known.mark().encodedBytes())
                        .sum();
    }

    void write(ByteBuffer out) {
        out.putInt(keys.size());
        keys.forEach(
                (identity, known) -> {
                    SnapshotFormat.write(identity, out);
                    SnapshotFormat.write(known.fingerprint(), out);
                    known.mark().write(out);
                });
    }

    void read(ByteBuffer in) {
        int count = SnapshotFormat.readCount(in);
        for (int i = 0; i < count; i++) {
            keys.put(
                    SnapshotFormat.readDigest(in),
                    new Known(SnapshotFormat.readDigest(in), AppendedMark.read(in)));
        }
    }
}
