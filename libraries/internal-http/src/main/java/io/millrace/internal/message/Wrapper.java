package io.millrace.internal.message;

import java.lang.reflect.Type;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * A type that is written as the one value that it wraps.
 *
 * @param type what it is
 * @param written what is written in its place
 * @param wrap may refuse by an {@code IllegalArgumentException}, whose text then says why
 */
record Wrapper<T, W>(Class<T> type, Type written, Function<T, W> unwrap, Function<W, T> wrap) {
    void addTo(SimpleModule module) {
        module.addSerializer(type, serializer(false));
        module.addDeserializer(type, deserializer());
    }

    /** The same for a type that may also be the key of a map, by its text. */
    void addTo(SimpleModule module, Function<String, T> parse) {
        addTo(module);
        module.addKeySerializer(type, serializer(true));
        module.addKeyDeserializer(
                type,
                new KeyDeserializer() {
                    @Override
                    public Object deserializeKey(String key, DeserializationContext context) {
                        return made(parse, key, context);
                    }
                });
    }

    private ValueSerializer<T> serializer(boolean key) {
        return new ValueSerializer<>() {
            @Override
            public void serialize(T value, JsonGenerator to, SerializationContext context) {
                if (key) {
                    to.writeName(value.toString());
                } else {
                    context.writeValue(to, unwrap.apply(value));
                }
            }
        };
    }

    private ValueDeserializer<T> deserializer() {
        return new ValueDeserializer<>() {
            @Override
            public T deserialize(JsonParser from, DeserializationContext context) {
                W value = context.readValue(from, context.constructType(written));
                return made(wrap, value, context);
            }
        };
    }

    private <F> T made(Function<F, T> make, F value, DeserializationContext context) {
        try {
            return make.apply(value);
        } catch (IllegalArgumentException e) {
            return context.reportInputMismatch(type, "%s", e.getMessage());
        }
    }
}
