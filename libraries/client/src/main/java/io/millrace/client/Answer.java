package io.millrace.client;

import java.net.http.HttpHeaders;

/** An HTTP answer with its whole body. */
@SuppressWarnings("ArrayRecordComponent") // Passed on once, never compared.
record Answer(int status, HttpHeaders headers, byte[] body) {
    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    long longHeader(String name, long otherwise) {
        return headers.firstValueAsLong(name).orElse(otherwise);
    }
}
