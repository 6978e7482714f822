package dev.libellule.gateway.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.boards.BoardFile;
import dev.libellule.device.node.Signal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SerialValuesTest {
    private final SerialValues values = new SerialValues(BoardFile.parse("board.yaml", """
            board: salon-uno
            model: arduino-uno
            serial:
              port: /dev/ttyACM0
            signals:
              - name: T
                topic: maison/salon/temp
                decimals: 1
                range: -40..85
              - name: H
                topic: maison/salon/hum
                decimals: 0
            """.getBytes(StandardCharsets.UTF_8)));
    private final Signal temperature = values.signals()[0];
    private final Signal humidity = values.signals()[1];

    @Test
    void findsTheSignalByNameByTopicAndByPlace() {
        values.named("H", new BigDecimal("41"), 0);
        assertEquals(41, humidity.value());
        values.named("T", new BigDecimal("22.5"), 0);
        assertEquals(225, temperature.value());
        values.onTopic("maison/salon/temp", new BigDecimal("22.55"), 0);
        assertEquals(226, temperature.value());
        values.unnamed(new BigDecimal("-3"), 0);
        assertEquals(-30, temperature.value());
    }

    @Test
    void leavesUnknownNamesAlone() {
        values.named("X", new BigDecimal("41"), 0);
        values.onTopic("maison/cave/temp", new BigDecimal("41"), 0);
        assertEquals(0, temperature.value());
        assertEquals(0, humidity.value());
    }

    @Test
    void believesNothingOutsideTheRange() {
        values.named("T", new BigDecimal("85"), 0);
        assertEquals(850, temperature.value());
        for (String wrong : new String[]{"85.04", "-127", "999999999999999999"}) {
            values.named("T", new BigDecimal(wrong), 0);
            assertEquals(850, temperature.value());
        }
        values.named("H", new BigDecimal("999999999999999999"), 0); // without a range: what an int holds
        assertEquals(0, humidity.value());
        assertEquals(4, values.rejected());
    }
}
