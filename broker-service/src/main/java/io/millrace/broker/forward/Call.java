package io.millrace.broker.forward;

import java.util.Locale;

/** What a broker asks of one that leads. */
enum Call {
    APPEND,
    FETCH,
    AWAIT,
    EARLIEST,
    LATEST,
    TIMESTAMP,
    APPEND_TIME,
    DELETE,
    SIZE;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
