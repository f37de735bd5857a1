package io.millrace.broker.http.json;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.OptionalLong;

/** Times as clients write and read them: RFC 3339, or milliseconds since 1970. */
public final class Timestamps {
    private static final long MS_PER_DAY = 86_400_000L;

    /** 9999-12-31T23:59:59.999Z, the last that RFC 3339 can tell. */
    public static final long MAX_MS = 253_402_300_799_999L;

    private static final long MIN_WRITTEN_MS = -62_167_219_200_000L;

    private Timestamps() {}

    /**
     * Epoch milliseconds of a text; empty if it is neither form or not in the years 1970 to 9999.
     */
    public static OptionalLong parse(String text) {
        try {
            long ms =
                    text.length() <= 15 && text.chars().allMatch(c -> c >= '0' && c <= '9')
                            ? Long.parseLong(text)
                            : OffsetDateTime.parse(text.replace(' ', 'T'))
                                    .toInstant()
                                    .toEpochMilli();
            return isAllowed(ms) ? OptionalLong.of(ms) : OptionalLong.empty();
        } catch (DateTimeException | NumberFormatException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    public static boolean isAllowed(long epochMs) {
        return epochMs >= 0 && epochMs <= MAX_MS;
    }

    /** Such as 2026-05-04T10:00:00.123Z. */
    public static String format(long epochMs) {
        byte[] bytes = new byte[40];
        return new String(bytes, 0, write(epochMs, bytes, 0), StandardCharsets.US_ASCII);
    }

    /**
     * Writes at most 38 bytes at {@code at} and returns the position after them. Years that RFC
     * 3339 does not have (a raw batch may hold any number) are written as ISO 8601 writes them.
     */
    static int write(long epochMs, byte[] into, int at) {
        if (epochMs < MIN_WRITTEN_MS || epochMs > MAX_MS) {
            byte[] text =
                    Instant.ofEpochMilli(epochMs).toString().getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, into, at, text.length);
            return at + text.length;
        }
        long days = Math.floorDiv(epochMs, MS_PER_DAY);
        int ms = (int) Math.floorMod(epochMs, MS_PER_DAY);
        // Howard Hinnant's civil_from_days: eras of 400 years that begin on 1 March.
        long shifted = days + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int dayOfEra = (int) (shifted - era * 146_097);
        int yearOfEra =
                (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0);
        at = digits(year, 4, '-', into, at);
        at = digits(month, 2, '-', into, at);
        at = digits(day, 2, 'T', into, at);
        at = digits(ms / 3_600_000, 2, ':', into, at);
        at = digits(ms / 60_000 % 60, 2, ':', into, at);
        at = digits(ms / 1_000 % 60, 2, '.', into, at);
        return digits(ms % 1_000, 3, 'Z', into, at);
    }

    private static int digits(int value, int count, char after, byte[] into, int at) {
        for (int place = at + count - 1; place >= at; place--) {
            into[place] = (byte) ('0' + value % 10);
            value /= 10;
        }
        into[at + count] = (byte) after;
        return at + count + 1;
    }
}
