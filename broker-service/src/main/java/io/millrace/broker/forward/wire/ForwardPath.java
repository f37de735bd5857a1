package io.millrace.broker.forward.wire;

/** What one broker can ask of another, as paths of the internal interface. */
enum ForwardPath {
    APPEND("append"),
    FETCH("fetch"),
    AWAIT("await"),
    LATEST("latest"),
    TIMESTAMP("timestamp"),
    APPEND_TIME("append-time"),
    DELETE("delete"),
    SIZE("size");

    private static final String PREFIX = "/internal/v1/partitions/";

    private final String path;

    ForwardPath(String name) {
        this.path = PREFIX + name;
    }

    String path() {
        return path;
    }
}
