package io.millrace.client;

import io.millrace.protocol.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a poll's answer apart, and its records out as they are. */
final class GroupPageReader {
    private final byte[] body;
    private final List<GroupRecord> records = new ArrayList<>();
    private final ObjectNode rest = Json.MAPPER.createObjectNode();

    private GroupPageReader(byte[] body) {
        this.body = body;
    }

    /**
     * @throws tools.jackson.core.JacksonException if it is no answer to a poll
     */
    static GroupPageReader of(byte[] body) {
        GroupPageReader reader = new GroupPageReader(body);
        reader.read();
        return reader;
    }

    private void read() {
        try (JsonParser parser = Json.MAPPER.createParser(body)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("records")) {
                    while (parser.nextToken() == JsonToken.START_OBJECT) {
                        records.add(record(parser));
                    }
                } else {
                    rest.set(name, parser.readValueAsTree());
                }
            }
        }
    }

    private GroupRecord record(JsonParser parser) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        String json = new String(body, start, end - start, StandardCharsets.UTF_8);
        JsonNode read = Json.MAPPER.readTree(json);
        return new GroupRecord(
                new TopicName(read.path("topic").asString()),
                read.path("partition").asInt(),
                read.path("offset").asLong(),
                json);
    }

    List<GroupRecord> records() {
        return records;
    }

    /** All but the records. */
    JsonNode rest() {
        return rest;
    }

    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        rest.path("gaps").forEach(gap -> gaps.add(gap.toString()));
        return gaps;
    }

    Map<TopicName, Set<Integer>> assignment() {
        Map<TopicName, Set<Integer>> assignment = new LinkedHashMap<>();
        rest.path("assignment")
                .properties()
                .forEach(
                        topic -> {
                            Set<Integer> partitions = new LinkedHashSet<>();
                            topic.getValue().forEach(number -> partitions.add(number.asInt()));
                            assignment.put(new TopicName(topic.getKey()), partitions);
                        });
        return assignment;
    }
}
