package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a topic holds in the end, read from the beginning of every partition by plain fetches. */
final class StoredRecords {
    private static final JsonMapper JSON = JsonMapper.shared();

    private StoredRecords() {}

    /** One record as its reader gets it. */
    record Stored(int partition, long offset, String key, JsonNode value) {
        String position() {
            return partition + "/" + offset;
        }

        static Stored of(JsonNode envelope) {
            assertThat(envelope.has("value")).as(envelope.toString()).isTrue();
            return new Stored(
                    envelope.get("partition").intValue(),
                    envelope.get("offset").longValue(),
                    envelope.get("key").stringValue(),
                    envelope.get("value"));
        }
    }

    static Stored parse(String json) {
        return Stored.of(JSON.readTree(json));
    }

    /** The offsets of all records of a topic whose records need have no key. */
    static List<Long> offsets(Millrace server, String topic, int partitions) {
        List<Long> offsets = new ArrayList<>();
        pages(server, topic, partitions, record -> offsets.add(record.get("offset").longValue()));
        return offsets;
    }

    static List<Stored> of(Millrace server, String topic, int partitions) {
        List<Stored> records = new ArrayList<>();
        pages(server, topic, partitions, record -> records.add(Stored.of(record)));
        return records;
    }

    private static void pages(
            Millrace server, String topic, int partitions, Consumer<JsonNode> records) {
        for (int partition = 0; partition < partitions; partition++) {
            long offset = 0;
            long end = 1;
            while (offset < end) {
                HttpResponse<String> answer =
                        server.get(
                                "/v1/topics/%s/partitions/%d/records?offset=%d&max_records=10000&max_bytes=8388608"
                                        .formatted(topic, partition, offset));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                JsonNode page = JSON.readTree(answer.body());
                page.get("records").forEach(records);
                offset = page.get("next_offset").longValue();
                end = page.get("high_watermark").longValue();
            }
        }
    }
}
