package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.codec.Slice;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutgoingAliasesTest {
    private static Slice topic(int n) {
        Slice slice = new Slice();
        slice.set(("maison/salle" + n + "/temp").getBytes(StandardCharsets.UTF_8));
        return slice;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 10, 1000, 65_535})
    void theFirstTopicsGetThemAndNobodyElse(int most) { // [MQTT-3.1.2-26]
        OutgoingAliases aliases = new OutgoingAliases(most);
        for (int n = 1; n <= most; n++) {
            assertEquals(0, aliases.find(topic(n)));
            assertEquals(n, aliases.next());
            aliases.set(topic(n));
        }
        assertEquals(0, aliases.next());
        assertEquals(0, aliases.find(topic(most + 1)));
        for (int n = 1; n <= most; n++) {
            assertEquals(n, aliases.find(topic(n)));
        }
    }

    @Test
    void aTopicIsItsBytesAndNotItsBuffer() {
        OutgoingAliases aliases = new OutgoingAliases(2);
        byte[] buffer = "xxabab".getBytes(StandardCharsets.US_ASCII);
        Slice slice = new Slice();
        slice.set(buffer, 2, 2);
        aliases.set(slice);
        buffer[2] = '?';
        slice.set(buffer, 4, 2);
        assertEquals(1, aliases.find(slice));
        slice.set(buffer, 3, 2);
        assertEquals(0, aliases.find(slice));
    }
}
