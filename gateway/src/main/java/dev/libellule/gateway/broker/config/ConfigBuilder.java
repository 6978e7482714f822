package dev.libellule.gateway.broker.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sorts settings into sections as they come, and makes the records of them at the end. */
final class ConfigBuilder {
    private static final String LOOPBACK = "127.0.0.1";

    /** Where settings go that stand in the file at this point. */
    record Place(Section listener, Section bridge) {}

    private final Section global = new Section(null);
    private final Section defaultListener = new Section(null);
    private final List<Section> listeners = new ArrayList<>();
    private final List<Section> bridges = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private Place place = new Place(defaultListener, null);
    private Setting firstSecurity;
    private boolean isPerListener;
    /** True until the file says where to listen. */
    private boolean isLocalOnly = true;

    static BrokerConfig loopback(int port) {
        ConfigBuilder builder = new ConfigBuilder();
        return builder
                .build(List.of(new ListenerConfig(port, LOOPBACK, ListenerConfig.Protocol.MQTT, -1, true, null, null)));
    }

    void beginFile() {
        place = new Place(defaultListener, null);
    }

    Place place() {
        return place;
    }

    void goBackTo(Place earlier) {
        place = earlier;
    }

    void notice(Setting setting, String difference) {
        notices.add("%s: %s %s: %s".formatted(setting.origin(), setting.name(), setting.value(), difference));
    }

    void add(Setting setting) {
        Option option = setting.option();
        if (!option.isStandard(setting.value())) {
            if (option.fate() instanceof Option.Fate.Refused(var reason)) {
                throw ConfigException.at(setting.origin(), "Option '%s' is not supported.".formatted(setting.name()),
                        reason);
            }
            if (option.fate() instanceof Option.Fate.Noticed(var difference)) {
                notice(setting, difference);
            }
        }
        switch (option.name()) {
            case "listener" -> beginListener(setting);
            case "connection" -> beginBridge(setting);
            case "port", "bind_address" -> {
                isLocalOnly = false;
                defaultListener.add(setting);
            }
            case "per_listener_settings" -> setPerListener(setting);
            default -> section(setting).add(setting);
        }
    }

    private void beginListener(Setting setting) {
        isLocalOnly = false;
        Section section = new Section(setting);
        listeners.add(section);
        place = new Place(section, null);
    }

    private void beginBridge(Setting setting) {
        if (setting.value().contains("+") || setting.value().contains("#")) {
            throw setting.invalid("The name becomes a part of a topic: neither + nor # may be in it.");
        }
        for (Section bridge : bridges) {
            if (bridge.head.value().equals(setting.value())) {
                throw ConfigException.at(setting.origin(), "Duplicate bridge name \"%s\".".formatted(setting.value()),
                        "The first is at %s.".formatted(bridge.head.origin()));
            }
        }
        Section section = new Section(setting);
        bridges.add(section);
        place = new Place(place.listener(), section);
    }

    private void setPerListener(Setting setting) {
        if (firstSecurity != null) {
            throw ConfigException.at(setting.origin(),
                    "per_listener_settings must be set before any other security settings.",
                    "Move it above %s.".formatted(firstSecurity.origin()));
        }
        global.add(setting);
        isPerListener = global.flag("per_listener_settings");
    }

    private Section section(Setting setting) {
        return switch (setting.option().scope()) {
            case GLOBAL -> global;
            case LISTENER -> place.listener();
            case SECURITY -> {
                firstSecurity = firstSecurity == null ? setting : firstSecurity;
                yield isPerListener ? place.listener() : global;
            }
            case BRIDGE -> {
                if (place.bridge() == null) {
                    throw ConfigException.at(setting.origin(), "Invalid bridge configuration.",
                            "'%s' belongs to a bridge: put it below a line 'connection <name>'."
                                    .formatted(setting.name()));
                }
                yield place.bridge();
            }
        };
    }

    BrokerConfig build() {
        List<ListenerConfig> all = new ArrayList<>();
        if (!defaultListener.isEmpty() || listeners.isEmpty()) {
            all.add(listener(defaultListener, (int) defaultListener.number("port"),
                    isLocalOnly ? LOOPBACK : defaultListener.text("bind_address"), null));
        }
        for (Section section : listeners) {
            all.add(listener(section));
        }
        return build(all);
    }

    private BrokerConfig build(List<ListenerConfig> all) {
        return new BrokerConfig(all,
                new BrokerConfig.Persistence(global.flag("persistence"), global.path("persistence_location"),
                        global.text("persistence_file"), Duration.ofSeconds(global.number("autosave_interval"))),
                new BrokerConfig.Log(values("log_dest"), values("log_type")),
                new BrokerConfig.MessageLimits((int) global.number("max_inflight_messages"),
                        (int) global.number("max_queued_messages"), (int) global.number("max_packet_size")),
                Duration.ofSeconds(global.number("sys_interval")), global.path("pid_file"),
                bridges.stream().map(BridgeReader::read).toList(), notices);
    }

    private List<String> values(String name) {
        return global.all(name).stream().map(Setting::value).toList();
    }

    private ListenerConfig listener(Section section) {
        List<String> words = section.head.words();
        String port = words.getFirst();
        String wrong = new ValueType.Whole(0, 65_535).wrong(port);
        if (wrong != null || words.size() > 2) {
            throw section.head.invalid("Write: listener <port> [<address>]; the port is 1 to 65535.");
        }
        if (port.equals("0")) {
            throw ConfigException.at(section.head.origin(), words.size() == 2
                    ? "Option 'listener 0' is not supported."
                    : "A listener with port 0 must provide a Unix socket path.",
                    "Unix sockets are not there yet; listen on 127.0.0.1 and a port.");
        }
        return listener(section, Integer.parseInt(port), words.size() == 2 ? words.get(1) : "", section.head.origin());
    }

    private ListenerConfig listener(Section section, int port, String address, Origin origin) {
        Section security = isPerListener ? section : global;
        ListenerConfig.Protocol protocol = section.text("protocol").equals("mqtt")
                ? ListenerConfig.Protocol.MQTT
                : ListenerConfig.Protocol.WEBSOCKETS;
        return new ListenerConfig(port, address, protocol,
                (int) section.number("max_connections"), security.flag("allow_anonymous", isLocalOnly),
                security.path("password_file"), origin);
    }
}
