package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.client.ClientStatus;
import dev.libellule.device.codec.Status;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    @Test
    void eachStatusHasATextOfItsOwn() throws IllegalAccessException {
        Set<String> texts = new HashSet<>();
        int statuses = 0;
        for (Class<?> owner : new Class<?>[]{Status.class, ClientStatus.class}) {
            for (Field field : owner.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
                    String text = StatusText.of(field.getInt(null));
                    assertFalse(text.startsWith("status "), field.getName());
                    assertTrue(texts.add(text), () -> field.getName() + " has the text of another: " + text);
                    statuses++;
                }
            }
        }
        assertTrue(statuses > 30, "fields were found: " + statuses);
    }

    @Test
    void anUnknownStatusIsNotTakenForAMalformedPacket() {
        assertEquals("status -99, which has no text", StatusText.of(-99));
    }
}
