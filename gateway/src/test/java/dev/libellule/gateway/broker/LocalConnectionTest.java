package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalConnectionTest {
    /** A User Property: reason is command. */
    private static final byte[] PROPERTIES = {0x26, 0, 6, 'r', 'e', 'a', 's', 'o', 'n', 0, 7, 'c', 'o', 'm', 'm', 'a',
            'n', 'd'};

    private final BrokerCore core = new BrokerCore(Limits.DEFAULT);
    private final List<Delivery> arrived = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void propertiesAndExpiryGoFromOnePartToAnother(int qos) { // 3.3.2.3.7, [MQTT-3.3.2-17]; 3.3.2.3.3, [MQTT-3.3.2-6]
        connect("to").subscribe("ctrlled/etat", 2);
        LocalClient from = connect("from");
        from.publish("ctrlled/etat", text("1"), qos, false, PROPERTIES, 30);
        from.publish("ctrlled/etat", text("0"), qos, false);
        assertEquals(2, arrived.size());
        assertArrayEquals(PROPERTIES, arrived.getFirst().properties());
        assertEquals(30, arrived.getFirst().expirySeconds());
        assertArrayEquals(new byte[0], arrived.getLast().properties());
        assertEquals(Delivery.NEVER_EXPIRES, arrived.getLast().expirySeconds());
    }

    @Test
    void retainedMessagesKeepTheirProperties() { // [MQTT-3.3.1-5]
        connect("from").publish("ctrlled/etat", text("1"), 1, true, PROPERTIES, Delivery.NEVER_EXPIRES);
        connect("to").subscribe("ctrlled/etat", 1);
        assertArrayEquals(PROPERTIES, arrived.getFirst().properties());
    }

    private LocalClient connect(String clientId) {
        LocalConnection connection = new LocalConnection(core, Runnable::run, LocalClientOptions.clean(clientId),
                arrived::add);
        connection.open();
        return connection;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
