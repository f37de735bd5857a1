package io.millrace.internal.message;

import java.nio.ByteBuffer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;
import tools.jackson.dataformat.smile.SmileWriteFeature;

/**
 * Messages between services: records, encoded as Smile, which is JSON in binary. A property that
 * the reader does not know is skipped, so that a newer service may say more; one that is missing or
 * null is an error unless it is an {@code Optional} or {@code @Nullable}. Any thread.
 */
public final class Messages {
    public static final int BYTES_MAX = 64 << 20;
    private static final int NESTING_MAX = 32;
    private static final int STRING_MAX = 64 << 10;
    private static final int NAME_MAX = 512;

    private static final SmileMapper MAPPER = mapper();

    private Messages() {}

    /**
     * @throws IllegalArgumentException if the message would be larger than {@link #BYTES_MAX}
     */
    public static ByteBuffer write(Object message) {
        byte[] bytes = MAPPER.writeValueAsBytes(message);
        if (bytes.length > BYTES_MAX) {
            throw new IllegalArgumentException(
                    message.getClass().getSimpleName() + " has " + bytes.length + " bytes");
        }
        return ByteBuffer.wrap(bytes);
    }

    /**
     * Reads all that remains of the bytes, whose position does not move.
     *
     * @throws UnreadableMessageException if they are no message of this type
     */
    public static <T> T read(ByteBuffer bytes, Class<T> type) {
        if (bytes.remaining() > BYTES_MAX) {
            throw new UnreadableMessageException(
                    type, "it has " + bytes.remaining() + " bytes", null);
        }
        try {
            T message = parse(bytes, type);
            if (message == null) {
                throw new UnreadableMessageException(type, "it is null", null);
            }
            return message;
        } catch (JacksonException e) {
            throw new UnreadableMessageException(type, e.getOriginalMessage() + at(e), e);
        }
    }

    private static <T> T parse(ByteBuffer bytes, Class<T> type) {
        if (bytes.hasArray()) {
            int offset = bytes.arrayOffset() + bytes.position();
            return MAPPER.readValue(bytes.array(), offset, bytes.remaining(), type);
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        return MAPPER.readValue(copy, type);
    }

    private static String at(JacksonException failure) {
        StringBuilder path = new StringBuilder();
        failure.getPath()
                .forEach(
                        step ->
                                path.append('/')
                                        .append(
                                                step.getPropertyName() == null
                                                        ? Integer.toString(step.getIndex())
                                                        : step.getPropertyName()));
        return path.isEmpty() ? "" : " (at " + path + ")";
    }

    private static SmileMapper mapper() {
        SmileFactory format =
                SmileFactory.builder()
                        .disable(SmileWriteFeature.ENCODE_BINARY_AS_7BIT)
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(NESTING_MAX)
                                        .maxStringLength(STRING_MAX)
                                        .maxNameLength(NAME_MAX)
                                        .maxDocumentLength(BYTES_MAX)
                                        .build())
                        .build();
        SmileMapper.Builder builder = SmileMapper.builder(format);
        return builder.annotationIntrospector(
                        AnnotationIntrospector.pair(
                                new RecordRules(), builder.annotationIntrospector()))
                .addModule(ValueTypes.module())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }
}
