package dev.libellule.gateway.broker.config;

import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import dev.libellule.gateway.broker.config.BridgeConfig.Address;
import dev.libellule.gateway.broker.config.BridgeTopic.Direction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes the record of one bridge of its section. */
final class BridgeReader {
    private static final int DEFAULT_PORT = 1883;
    private static final List<String> DIRECTIONS = List.of("out", "in", "both");
    private static final String TOPIC_FORM = "Write: topic <pattern> [out|in|both [<qos> [<local-prefix> <remote-prefix>]]]; "
            + "for an empty one write two double quotes.";
    private static final String RESTART_FORM = "Write: restart_timeout <seconds>, or <base> <cap>, or <base> <cap> <stable>.";
    /** How long a connection lasts that was a good one, if the file does not say. */
    private static final Duration STABLE = Duration.ofSeconds(60);

    private BridgeReader() {}

    static BridgeConfig read(Section section) {
        Origin origin = section.head.origin();
        List<Address> addresses = new ArrayList<>();
        for (Setting setting : section.all("address")) {
            setting.words().forEach(word -> addresses.add(address(setting, word)));
        }
        List<BridgeTopic> topics = section.all("topic").stream().map(BridgeReader::topic).toList();
        if (topics.isEmpty()) {
            throw ConfigException.at(origin, "Invalid bridge configuration: no topics defined.",
                    "Add a line such as: topic maison/# out 1");
        }
        if (addresses.isEmpty()) {
            throw ConfigException.at(origin, "Invalid bridge configuration: no remote addresses defined.",
                    "Add a line such as: address upstream.example:1883");
        }
        if (section.has("remote_password") && !section.has("remote_username")) {
            throw ConfigException.at(section.get("remote_password").origin(), "Invalid bridge configuration.",
                    "remote_password needs a remote_username.");
        }
        boolean cleanSession = section.flag("cleansession");
        return new BridgeConfig(section.head.value(), origin, addresses, section.flag("round_robin"), topics,
                remote(section, cleanSession), local(section, cleanSession), start(section),
                new BridgeConfig.Notifications(section.flag("notifications"), section.flag("notifications_local_only"),
                        section.text("notification_topic")),
                BridgeWayReader.way(section), BridgeWayReader.tls(section));
    }

    private static BridgeConfig.Remote remote(Section section, boolean cleanSession) {
        BridgeConfig.Client client = section.text("libellule_bridge_client").equals("paho")
                ? BridgeConfig.Client.PAHO
                : BridgeConfig.Client.OWN;
        if (client == BridgeConfig.Client.PAHO) {
            requirePaho(section);
        }
        return new BridgeConfig.Remote(section.text("remote_clientid"), section.text("remote_username"),
                section.text("remote_password"), cleanSession,
                cleanSession ? 0 : section.number("bridge_session_expiry_interval"),
                Duration.ofSeconds(section.number("keepalive_interval")),
                section.has("bridge_receive_maximum") ? (int) section.number("bridge_receive_maximum") : 0,
                (int) section.number("bridge_max_packet_size"), (int) section.number("bridge_max_topic_alias"),
                section.flag("bridge_outgoing_retain"), section.flag("try_private"),
                section.flag("bridge_attempt_unsubscribe"), version(section), client);
    }

    private static BridgeConfig.Version version(Section section) {
        return switch (section.text("bridge_protocol_version")) {
            case "mqttv50" -> BridgeConfig.Version.V50;
            case "mqttv311" -> BridgeConfig.Version.V311;
            case "mqttv31" -> BridgeConfig.Version.V31;
            default -> BridgeConfig.Version.BEST;
        };
    }

    /** Paho's client for Java speaks MQTT 5.0 over TCP and TLS; what it has no words for is refused rather than left out. */
    private static void requirePaho(Section section) {
        for (String name : List.of("bridge_alpn", "bridge_bind_address", "bridge_tcp_keepalive",
                "libellule_bridge_proxy", "libellule_bridge_websocket_path", "bridge_require_ocsp", "bridge_ciphers",
                "bridge_ciphers_tls1.3")) {
            if (section.has(name)) {
                throw ConfigException.at(section.get(name).origin(), "Invalid bridge configuration.",
                        "'%s' is not for libellule_bridge_client paho; leave that line out.".formatted(name));
            }
        }
        if (section.has("bridge_protocol_version") && version(section) != BridgeConfig.Version.V50) {
            throw ConfigException.at(section.get("bridge_protocol_version").origin(), "Invalid bridge configuration.",
                    "libellule_bridge_client paho speaks mqttv50 only; leave one of the two lines out.");
        }
    }

    private static BridgeConfig.Local local(Section section, boolean cleanSession) {
        return new BridgeConfig.Local(section.text("local_clientid"),
                section.flag("local_cleansession", cleanSession),
                section.text("libellule_bridge_order").equals("live"),
                (int) section.number("libellule_bridge_backlog_rate"));
    }

    private static BridgeConfig.Start start(Section section) {
        return new BridgeConfig.Start(
                BridgeConfig.StartType.valueOf(section.text("start_type").toUpperCase(Locale.ROOT)),
                (int) section.number("threshold"), Duration.ofSeconds(section.number("idle_timeout")),
                restart(section));
    }

    /** {@code host}, {@code host:port} or {@code [::1]:port}. */
    private static Address address(Setting setting, String word) {
        int colon = word.lastIndexOf(':');
        boolean hasPort = colon >= 0 && !word.endsWith("]");
        String host = hasPort ? word.substring(0, colon) : word;
        String port = hasPort ? word.substring(colon + 1) : Integer.toString(DEFAULT_PORT);
        if (host.isEmpty() || new ValueType.Whole(1, 65_535).wrong(port) != null) {
            throw setting.invalid("Write: address <host>[:<port>] ...; the port is 1 to 65535.");
        }
        return new Address(host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host,
                Integer.parseInt(port));
    }

    private static BridgeTopic topic(Setting setting) {
        List<String> words = setting.words();
        if (words.size() > 5) {
            throw setting.invalid(TOPIC_FORM + " A topic with blanks goes in double quotes.");
        }
        String pattern = words.get(0);
        String direction = words.size() > 1 ? words.get(1) : "out";
        if (!DIRECTIONS.contains(direction)) {
            throw ConfigException.at(setting.origin(), "Invalid bridge topic direction '%s'.".formatted(direction),
                    NearestWord.hint(direction, DIRECTIONS, "Allowed: out, in or both."));
        }
        String qos = words.size() > 2 ? words.get(2) : "0";
        if (!List.of("0", "1", "2").contains(qos)) {
            throw ConfigException.at(setting.origin(), "Invalid bridge QoS level '%s'.".formatted(qos),
                    "Allowed: 0, 1 or 2.");
        }
        BridgeTopic topic = new BridgeTopic(pattern, Direction.valueOf(direction.toUpperCase(Locale.ROOT)),
                Integer.parseInt(qos), words.size() > 3 ? words.get(3) : "", words.size() > 4 ? words.get(4) : "",
                setting.origin());
        check(topic, setting);
        return topic;
    }

    private static void check(BridgeTopic topic, Setting setting) {
        if (topic.pattern().isEmpty() && (topic.localPrefix().isEmpty() || topic.remotePrefix().isEmpty())) {
            throw setting.invalid("An empty pattern maps one topic on another: it needs both prefixes.");
        }
        for (String prefix : List.of(topic.localPrefix(), topic.remotePrefix())) {
            if (prefix.contains("+") || prefix.contains("#")) {
                throw setting.invalid("A prefix has no wildcards: '%s'.".formatted(prefix));
            }
        }
        for (String filter : List.of(topic.localFilter(), topic.remoteFilter())) {
            byte[] bytes = filter.getBytes(StandardCharsets.UTF_8);
            if (Topics.checkFilter(bytes, 0, bytes.length) != Status.OK) {
                throw setting.invalid("'%s' is not a Topic Filter: '+' stands for a whole level, '#' is the last one."
                        .formatted(filter));
            }
        }
    }

    private static BridgeConfig.Restart restart(Section section) {
        Setting setting = section.get("restart_timeout");
        if (setting == null) {
            return new BridgeConfig.Restart(Duration.ofSeconds(5), Duration.ofSeconds(30), STABLE);
        }
        List<String> words = setting.words();
        List<Duration> seconds = new ArrayList<>();
        for (String word : words) {
            if (new ValueType.Whole(1, 86_400).wrong(word) != null) {
                throw setting.invalid(RESTART_FORM + " Each is 1 to 86400 seconds.");
            }
            seconds.add(Duration.ofSeconds(Long.parseLong(word)));
        }
        Duration cap = seconds.get(Math.min(1, seconds.size() - 1));
        if (seconds.size() > 3 || cap.compareTo(seconds.getFirst()) < 0) {
            throw setting.invalid(RESTART_FORM + " The cap is not below the base.");
        }
        return new BridgeConfig.Restart(seconds.getFirst(), cap, seconds.size() == 3 ? seconds.get(2) : STABLE);
    }
}
