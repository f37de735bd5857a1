package io.millrace.admin.topic;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Keeps a map of texts as a JSON object. */
@Converter
class TextMapConverter implements AttributeConverter<Map<String, String>, String> {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<TreeMap<String, String>> TYPE = new TypeReference<>() {};

    @Override
    public String convertToDatabaseColumn(Map<String, String> map) {
        return JSON.writeValueAsString(map);
    }

    @Override
    public Map<String, String> convertToEntityAttribute(String json) {
        return JSON.readValue(json, TYPE);
    }
}
