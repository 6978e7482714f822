package dev.libellule.gateway.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.libellule.boards.Board;
import dev.libellule.boards.InputEntry;
import dev.libellule.boards.Models;
import dev.libellule.boards.OutputEntry;
import dev.libellule.boards.SignalEntry;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The messages of Home Assistant's MQTT discovery for one board: a configuration for each signal, input and output at
 * {@code <prefix>/<component>/<board>/<object>/config}.
 */
final class Announcement {
    /** Of boards with a file. */
    static final String ORIGIN = "Libellule";
    /** Of boards that say themselves who they are: unplugged they are as they were. */
    static final String HELLO_ORIGIN = "Libellule hello";

    private static final List<String> LAMPS = List.of("led", "lamp", "light", "lumiere");
    /** A value is old after so many signs of life that did not come. */
    private static final int PERIODS_OF_SILENCE = 3;

    private final String prefix;
    private final GatewayDevice gateway;
    private final Board board;
    private final String origin;
    private final String node;
    private final Slug objects = new Slug();
    private final Slug names = new Slug();
    private final Map<String, byte[]> messages = new LinkedHashMap<>();

    private Announcement(String prefix, GatewayDevice gateway, Board board, String origin) {
        this.prefix = prefix;
        this.gateway = gateway;
        this.board = board;
        this.origin = origin;
        node = Slug.of(board.id());
    }

    /** Payloads by their topic. */
    static Map<String, byte[]> of(String prefix, GatewayDevice gateway, Board board, String origin) {
        Announcement announcement = new Announcement(prefix, gateway, board, origin);
        board.allSignals().forEach(announcement::signal);
        board.inputs().forEach(announcement::input);
        board.outputs().forEach(announcement::output);
        return announcement.messages;
    }

    /** The gateway's own. */
    static Map<String, byte[]> of(String prefix, GatewayDevice gateway) {
        String node = Slug.of("passerelle_" + gateway.id());
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("name", "State").put("unique_id", node + "_etat")
                .put("default_entity_id", "binary_sensor." + node).put("state_topic", gateway.availability())
                .put("device_class", "connectivity").put("entity_category", "diagnostic").put("payload_on", "online")
                .put("payload_off", "offline");
        ObjectNode device = config.putObject("device");
        device.putArray("identifiers").add(gateway.id());
        device.put("name", "Libellule " + gateway.id()).put("model", "Gateway").put("sw_version", gateway.version());
        addOrigin(config, ORIGIN, gateway);
        return Map.of("%s/binary_sensor/%s/etat/config".formatted(prefix, node), bytes(config));
    }

    /** Until when a value counts, without a newer one; zero for ever. */
    static Duration expiry(SignalEntry signal) {
        return signal.max().multipliedBy(PERIODS_OF_SILENCE);
    }

    private void signal(SignalEntry signal) {
        boolean isSwitch = signal.unit().isEmpty() && signal.decimals() == 0
                && signal.range().minimum().signum() == 0 && signal.range().maximum().compareTo(BigDecimal.ONE) == 0;
        String component = isSwitch ? "binary_sensor" : "sensor";
        String object = objects.unique(board.place() + "_" + signal.name());
        ObjectNode config = config(component, signal.name()).put("state_topic", signal.topic());
        if (isSwitch) {
            config.put("payload_on", "1").put("payload_off", "0");
        } else {
            String deviceClass = DeviceClass.of(signal.unit(), signal.name());
            if (deviceClass != null) {
                config.put("device_class", deviceClass);
            }
            config.put("state_class", DeviceClass.stateOf(deviceClass));
            if (!signal.unit().isEmpty()) {
                config.put("unit_of_measurement", signal.unit());
            }
            config.put("suggested_display_precision", signal.decimals());
        }
        if (!expiry(signal).isZero()) {
            config.put("expire_after", Math.max(1, expiry(signal).toSeconds()));
        }
        add(component, object, config);
    }

    private void input(InputEntry input) {
        String object = objects.unique(board.place() + "_" + input.name());
        ObjectNode config = config("binary_sensor", input.name()).put("state_topic", input.topic());
        String deviceClass = switch (input.as()) {
            case BUTTON -> null;
            case PIR -> "motion";
            case REED -> "opening";
            case LEAK -> "moisture";
        };
        if (deviceClass != null) {
            config.put("device_class", deviceClass);
        }
        add("binary_sensor", object,
                config.put("payload_on", InputEntry.ACTIVE).put("payload_off", InputEntry.INACTIVE));
    }

    private void output(OutputEntry output) {
        String component = switch (output.kind()) {
            case SWITCH -> LAMPS.stream().anyMatch(Slug.of(output.name())::contains) ? "light" : "switch";
            case DIMMER, RGB -> "light";
            case SERVO, TONE -> "number";
            case TEXT -> "text";
        };
        String object = objects.unique(output.name());
        ObjectNode config = config(component, output.name()).put("command_topic", output.topic())
                .put("state_topic", output.state());
        switch (output.kind()) {
            case SWITCH -> config.put("payload_on", output.on()).put("payload_off", output.off());
            case DIMMER -> onAndOff(config, "0").put("brightness_command_topic", output.topic())
                    .put("brightness_state_topic", output.state()).put("brightness_scale", 100)
                    .put("on_command_type", "brightness");
            case RGB -> onAndOff(config, "0,0,0").put("rgb_command_topic", output.topic())
                    .put("rgb_state_topic", output.state());
            case SERVO -> config.put("min", 0).put("max", 180).put("unit_of_measurement", "°");
            case TONE -> config.put("min", 0).put("max", 20_000).put("unit_of_measurement", "Hz").put("mode", "box");
            default -> config.put("mode", "text");
        }
        add(component, object, config.put("optimistic", false).put("retain", false).put("qos", output.qos()));
    }

    /** The state of a lamp is a number, or three; Home Assistant wants to hear a word beside it. */
    private static ObjectNode onAndOff(ObjectNode config, String dark) {
        return config.put("state_value_template", "{{ 'OFF' if value == '" + dark + "' else 'ON' }}")
                .put("payload_on", "ON").put("payload_off", "OFF");
    }

    private ObjectNode config(String component, String name) {
        return JsonNodeFactory.instance.objectNode().put("name", name)
                .put("unique_id", node + "_" + names.unique(name))
                .put("default_entity_id", component + "." + Slug.of(board.place() + "_" + name));
    }

    private void add(String component, String object, ObjectNode config) {
        ArrayNode availability = config.putArray("availability");
        if (board.mqtt().isEmpty()) {
            availability.addObject().put("topic", gateway.availability());
        }
        availability.addObject().put("topic", board.availability());
        config.put("availability_mode", "all").put("payload_available", "online")
                .put("payload_not_available", "offline");
        ObjectNode device = config.putObject("device");
        device.putArray("identifiers").add(board.id());
        device.put("name", board.name());
        if (!board.model().equals(Models.OTHER)) {
            device.put("model", Models.byName().get(board.model()).title());
        }
        device.put("suggested_area", board.place()).put("via_device", gateway.id());
        addOrigin(config, origin, gateway);
        messages.put("%s/%s/%s/%s/config".formatted(prefix, component, node, object), bytes(config));
    }

    private static void addOrigin(ObjectNode config, String origin, GatewayDevice gateway) {
        config.putObject("origin").put("name", origin).put("sw_version", gateway.version());
    }

    private static byte[] bytes(ObjectNode config) {
        return config.toString().getBytes(StandardCharsets.UTF_8);
    }
}
