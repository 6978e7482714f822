package dev.libellule.gateway.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.libellule.boards.Board;
import dev.libellule.gateway.broker.Delivery;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.relay.Relay;
import dev.libellule.gateway.relay.RelayStatus;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the gateway says of itself: {@code passerelle/<id>/etat}, retained, with a will, and {@code passerelle/<id>/sante} once a minute
 * and whenever a relay has changed.
 */
final class Health implements AutoCloseable {
    private static final int LOOK_SECONDS = 2;
    private static final int REPORT_SECONDS = 60;

    private final ObjectMapper json = new ObjectMapper();
    private final List<Board> boards;
    private final Supplier<List<Relay>> relays;
    private final LocalClient client;
    private final String topic;
    private final ScheduledExecutorService clock = Executors
            .newSingleThreadScheduledExecutor(Thread.ofVirtual().name("health").factory());
    private List<RelayStatus.Phase> lastPhases = List.of();
    private int sinceReport = REPORT_SECONDS;

    Health(LocalClients broker, List<Board> boards, Supplier<List<Relay>> relays) {
        this.boards = boards;
        this.relays = relays;
        this.topic = base();
        client = broker.connect(new LocalClientOptions("passerelle-" + hostName(), false, 20, false,
                new LocalClientOptions.Will(availability(), utf8("offline"), 1, true)), Delivery::acknowledge);
        client.publishState(availability(), utf8("online"));
        clock.scheduleAtFixedRate(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private static String base() {
        return "passerelle/" + hostName() + "/";
    }

    /** Topic of {@code online} and {@code offline}. */
    static String availability() {
        return base() + "etat";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The name of this machine as a topic level. */
    static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+",
                    "-");
            return name.isEmpty() ? "passerelle" : name;
        } catch (UnknownHostException e) {
            return "passerelle"; // a machine without a name is still the gateway
        }
    }

    private void look() {
        List<RelayStatus.Phase> phases = relays.get().stream().map(relay -> relay.state().phase()).toList();
        sinceReport += LOOK_SECONDS;
        if (sinceReport >= REPORT_SECONDS || !phases.equals(lastPhases)) {
            sinceReport = 0;
            lastPhases = phases;
            client.publish(topic + "sante", report(), 0, false);
        }
    }

    private byte[] report() {
        ObjectNode report = json.createObjectNode();
        report.put("uptime_s", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
        ArrayNode ports = report.putArray("ports");
        for (Board board : boards) {
            ports.addObject().put("nom", board.id()).put("par", board.connection());
        }
        ArrayNode states = report.putArray("relais");
        for (Relay relay : relays.get()) {
            RelayStatus status = relay.state();
            states.addObject().put("nom", status.name()).put("adresse", status.address())
                    .put("etat", status.phase() == RelayStatus.Phase.ONLINE ? "online" : "offline")
                    .put("cause", status.reason())
                    .put("file", status.waiting()).put("envoyes", status.sent()).put("recus", status.received())
                    .put("perdus", status.dropped());
        }
        return utf8(report.toString());
    }

    @Override
    public void close() {
        clock.close();
        client.publishState(availability(), utf8("offline"));
        client.close();
    }
}
