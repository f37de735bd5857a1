package io.millrace.protocol.batch;

import java.util.Optional;

/** How the records of a batch are compressed, with Kafka's numbers and names. All are read. */
public enum Compression {
    NONE(0, "none", true),
    GZIP(1, "gzip", false),
    SNAPPY(2, "snappy", false),
    LZ4(3, "lz4", true),
    ZSTD(4, "zstd", true);

    private static final Compression[] BY_ID = values();

    private final int id;
    private final String text;
    private final boolean writable;

    Compression(int id, String text, boolean writable) {
        this.id = id;
        this.text = text;
        this.writable = writable;
    }

    /** The bits 0 to 2 of a batch's attributes. */
    public int id() {
        return id;
    }

    /** As written in Kafka's settings. */
    public String text() {
        return text;
    }

    /** Whether {@link RecordBatchBuilder} writes it. */
    public boolean isWritable() {
        return writable;
    }

    public static Optional<Compression> fromText(String text) {
        for (Compression compression : BY_ID) {
            if (compression.text.equals(text)) {
                return Optional.of(compression);
            }
        }
        return Optional.empty();
    }

    /**
     * @throws InvalidBatchException for 5 to 7, which Kafka has not given a meaning
     */
    static Compression fromAttributes(int attributes) {
        int id = attributes & 7;
        if (id >= BY_ID.length) {
            throw new InvalidBatchException(
                    InvalidBatchException.Reason.COMPRESSION, "There is no compression " + id);
        }
        return BY_ID[id];
    }
}
