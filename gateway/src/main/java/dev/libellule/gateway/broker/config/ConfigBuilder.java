package dev.libellule.gateway.broker.config;

import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Sorts settings into sections as they come, and makes the records of them at the end. */
final class ConfigBuilder {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int NO_LIMIT = 65_535;
    private static final long TERABYTE = 1_000_000_000_000L;
    private static final long HOUR = 3_600;
    private static final int LARGEST_PACKET = 268_435_460; // with its header, 2.1.4

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
        BrokerConfig usual = new ConfigBuilder().build();
        ListenerConfig first = usual.listeners().getFirst();
        ListenerConfig here = new ListenerConfig(port, LOOPBACK, null, first.protocol(), first.access(), null,
                first.terms(), null);
        return new BrokerConfig(List.of(here), usual.persistence(), usual.log(), usual.limits(), usual.sysInterval(),
                null, usual.user(), List.of(), List.of());
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
        ListenerReader reader = new ListenerReader(global, isPerListener, isLocalOnly);
        List<ListenerConfig> all = new ArrayList<>();
        if (!defaultListener.isEmpty() || listeners.isEmpty()) {
            all.add(reader.readDefault(defaultListener,
                    isLocalOnly ? LOOPBACK : defaultListener.text("bind_address")));
        }
        for (Section section : listeners) {
            all.add(reader.read(section));
        }
        return new BrokerConfig(all,
                new BrokerConfig.Persistence(global.flag("persistence"), global.path("persistence_location"),
                        global.text("persistence_file"), Duration.ofSeconds(global.number("autosave_interval"))),
                new BrokerConfig.Log(values("log_dest"), values("log_type"), global.flag("log_timestamp"),
                        global.text("log_timestamp_format")),
                limits(), Duration.ofSeconds(global.number("sys_interval")), global.path("pid_file"),
                global.text("user"), bridges.stream().map(BridgeReader::read).toList(), notices);
    }

    private Limits limits() {
        Policy policy = new Policy((int) global.number("global_max_clients"),
                (int) global.number("global_max_connections"),
                global.number("max_inflight_bytes"), global.number("max_queued_bytes"),
                (int) global.number("message_size_limit"), global.number("memory_limit"),
                (int) global.number("max_keepalive"), seconds("persistent_client_expiration", -1),
                global.flag("retain_available"),
                global.flag("queue_qos0_messages"), global.flag("upgrade_outgoing_qos"),
                global.flag("check_retain_source"), global.flag("set_tcp_nodelay"),
                global.flag("connection_messages"),
                new Policy.Budget(seconds("libellule_max_queued_age", 0),
                        global.number("libellule_max_stored_messages"),
                        global.text("libellule_queue_drop").equals("oldest"),
                        global.number("libellule_card_endurance") * TERABYTE));
        int inflight = (int) global.number("max_inflight_messages");
        int queued = (int) global.number("max_queued_messages");
        int packet = (int) global.number("max_packet_size");
        return new Limits(inflight == 0 ? NO_LIMIT : inflight, Limits.DEFAULT.receiveMaximum(),
                queued == 0 ? Integer.MAX_VALUE : queued, packet == 0 ? LARGEST_PACKET : packet,
                Limits.DEFAULT.maxPendingBytes(), policy);
    }

    /** {@code 2d}, {@code 3w}: a number and one of h, d, w, m, y. */
    private long seconds(String name, long standard) {
        Setting setting = global.get(name);
        if (setting == null) {
            return standard;
        }
        String value = setting.value();
        if (!value.matches("[1-9][0-9]{0,5}[shdwmy]")) {
            throw setting.invalid("Write a number and s, h, d, w, m or y for seconds to years, such as 2m.");
        }
        long count = Long.parseLong(value.substring(0, value.length() - 1));
        return count * switch (value.charAt(value.length() - 1)) {
            case 's' -> 1;
            case 'h' -> HOUR;
            case 'd' -> 24 * HOUR;
            case 'w' -> 24 * 7 * HOUR;
            case 'm' -> 24 * 30 * HOUR;
            default -> 24 * 365 * HOUR;
        };
    }

    private List<String> values(String name) {
        return global.all(name).stream().map(Setting::value).toList();
    }
}
