package io.millrace.broker.http.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Whether bytes are UTF-8 as Unicode defines it: no overlong forms, no surrogates. */
public final class Utf8 {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NON_ASCII = 0x8080808080808080L;

    private Utf8() {}

    public static boolean isValid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            while (at + 8 <= to && ((long) LONGS.get(bytes, at) & NON_ASCII) == 0) {
                at += 8;
            }
            while (at < to && bytes[at] >= 0) {
                at++;
            }
            // Text that is not ASCII is rarely alone: stay until eight ASCII bytes may follow.
            while (at < to && bytes[at] < 0) {
                int length = sequenceLength(bytes, at, to);
                if (length == 0) {
                    return false;
                }
                at += length;
            }
        }
        return true;
    }

    /** The bytes of a text; empty if it has a lone surrogate, which UTF-8 can't say. */
    public static Optional<byte[]> encode(String text) {
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return Optional.of(bytes);
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** Length of the sequence of two to four bytes at {@code at}; 0 if it is none. */
    private static int sequenceLength(byte[] bytes, int at, int to) {
        int first = bytes[at] & 0xff;
        if (first >= 0xc2 && first <= 0xdf) {
            return at + 1 < to && isContinuation(bytes[at + 1]) ? 2 : 0;
        }
        if (first >= 0xe0 && first <= 0xef) {
            if (at + 2 >= to || !isContinuation(bytes[at + 1]) || !isContinuation(bytes[at + 2])) {
                return 0;
            }
            int second = bytes[at + 1] & 0xff;
            boolean overlong = first == 0xe0 && second < 0xa0;
            boolean surrogate = first == 0xed && second > 0x9f;
            return overlong || surrogate ? 0 : 3;
        }
        if (first >= 0xf0 && first <= 0xf4) {
            if (at + 3 >= to
                    || !isContinuation(bytes[at + 1])
                    || !isContinuation(bytes[at + 2])
                    || !isContinuation(bytes[at + 3])) {
                return 0;
            }
            int second = bytes[at + 1] & 0xff;
            boolean overlong = first == 0xf0 && second < 0x90;
            boolean beyond = first == 0xf4 && second > 0x8f;
            return overlong || beyond ? 0 : 4;
        }
        return 0;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }
}
