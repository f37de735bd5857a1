package io.millrace.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class OffsetMapTest {
    @Property(tries = 50)
    void remembersTheLastOffsetOfEachKeyAsAHashMapDoes(@ForAll long seed) {
        // Given
        var random = new Random(seed);
        var map = new OffsetMap(24 * 100);
        Map<String, Long> model = new HashMap<>();

        // When
        for (int offset = 0; offset < 200; offset++) {
            String key = "k" + random.nextInt(120);
            if (map.put(bytes(key), offset)) {
                model.put(key, (long) offset);
            }
        }

        // Then
        assertThat(map.size()).isEqualTo(model.size()).isLessThanOrEqualTo(90);
        for (int i = 0; i < 120; i++) {
            assertThat(map.get(bytes("k" + i))).isEqualTo(model.getOrDefault("k" + i, -1L));
        }
    }

    @Test
    void refusesNewKeysWhenFullAndStillTakesKnownOnes() {
        // Given
        var map = new OffsetMap(1024);
        int keys = 0;
        while (map.put(bytes("k" + keys), keys)) {
            keys++;
        }

        // When
        boolean known = map.put(bytes("k0"), 1_000);

        // Then
        assertThat(keys).isEqualTo((int) (1024 / 24 * 0.9));
        assertThat(known).isTrue();
        assertThat(map.get(bytes("k0"))).isEqualTo(1_000);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
