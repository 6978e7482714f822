package dev.libellule.gateway.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardFile;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Home Assistant would see, at a client of the same broker. */
class DiscoveryIT {
    private static final long PATIENCE_SECONDS = 60;
    private static final GatewayDevice PI1 = new GatewayDevice("pi1", "passerelle/pi1/etat", "1.0.0");

    private final Broker broker = Broker.start(
            new BrokerOptions(List.of(Listener.loopback(0, Transport.TCP)), Limits.DEFAULT, Duration.ZERO), "test");
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final LocalClient home = broker.connect(LocalClientOptions.clean("home"), delivery -> {
        seen.add(delivery.topic() + " " + new String(delivery.payload(), StandardCharsets.UTF_8));
        delivery.acknowledge();
    });

    @AfterEach
    void end() {
        broker.close();
    }

    private static Board board(String id, String... signals) {
        StringBuilder yaml = new StringBuilder("board: " + id + "\nmodel: arduino-uno\nplace: salon\n"
                + "serial: {port: /dev/none}\nsignals:\n");
        for (String signal : signals) {
            yaml.append("  - {name: ").append(signal).append(", topic: maison/").append(id).append('/').append(signal)
                    .append(", unit: °C}\n");
        }
        return BoardFile.parse("board.yaml", yaml.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String topic(String board, String signal) {
        return "homeassistant/sensor/%s/salon_%s/config".formatted(board, signal);
    }

    private Discovery discovery() {
        return new Discovery("homeassistant", PI1, broker);
    }

    private String await(String start) throws InterruptedException {
        String next = seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (next != null && !next.startsWith(start)) {
            next = seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertNotNull(next, "nothing begins with " + start);
        return next;
    }

    @Test
    void boardsAreAnnouncedAndAgainWithTheirValuesWhenHomeAssistantHasStarted() throws Exception {
        home.subscribe("#", 1);
        try (Discovery discovery = discovery()) {
            discovery.announce(board("uno", "temp"));
            discovery.begin();
            assertTrue(await("homeassistant/binary_sensor/passerelle_pi1/").contains("connectivity"));
            await(topic("uno", "temp") + " {");
            home.publish("maison/uno/temp", "21.5".getBytes(StandardCharsets.UTF_8), 0, false);
            assertEquals("maison/uno/temp 21.5", await("maison/uno/temp"));
            home.publish("homeassistant/status", "online".getBytes(StandardCharsets.UTF_8), 0, false);
            await(topic("uno", "temp") + " {");
            assertEquals("maison/uno/temp 21.5", await("maison/uno/temp"), "states follow the configurations");
        }
    }

    @Test
    void whatABoardHasNoMoreIsTakenBack() throws Exception {
        String others = "homeassistant/sensor/zigbee/x/config";
        home.publish(others, "{\"origin\":{\"name\":\"Z\"}}".getBytes(StandardCharsets.UTF_8), 1, true);
        home.subscribe("homeassistant/#", 1);
        try (Discovery first = discovery()) {
            first.announce(board("uno", "temp", "hum"));
            first.announce(board("gone", "temp"));
            first.announceHello(board("away", "temp"));
            first.announceHello(board("back", "temp", "hum"));
            first.begin();
            await(topic("back", "hum") + " {");
        }
        try (Discovery second = discovery()) {
            second.announce(board("uno", "temp"));
            second.begin();
            List<String> takenBack = List.of(awaitEmpty(), awaitEmpty());
            assertTrue(takenBack.contains(topic("uno", "hum")) && takenBack.contains(topic("gone", "temp")),
                    takenBack.toString());
            second.announceHello(board("back", "temp"));
            assertEquals(topic("back", "hum"), awaitEmpty());
        }
        BlockingQueue<String> kept = new LinkedBlockingQueue<>();
        LocalClient late = broker.connect(LocalClientOptions.clean("late"), delivery -> {
            kept.add(delivery.topic());
            delivery.acknowledge();
        });
        late.subscribe("homeassistant/sensor/#", 1);
        late.publish("homeassistant/sensor/end", new byte[0], 1, false);
        List<String> topics = new ArrayList<>();
        for (String next = kept.poll(PATIENCE_SECONDS, TimeUnit.SECONDS); !next.endsWith("/end"); next = kept
                .poll(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            topics.add(next);
        }
        topics.sort(null);
        assertEquals(List.of(topic("away", "temp"), topic("back", "temp"), topic("uno", "temp"), others), topics);
    }

    /** The next topic whose configuration is taken back. */
    private String awaitEmpty() throws InterruptedException {
        String next = seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (next != null && !next.endsWith(" ")) {
            next = seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertNotNull(next, "nothing more is taken back");
        return next.strip();
    }
}
