package io.millrace.client;

import tools.jackson.databind.json.JsonMapper;

/** The one mapper; it is safe for all threads. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}
}
