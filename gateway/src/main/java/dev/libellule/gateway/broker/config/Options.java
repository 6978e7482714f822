package dev.libellule.gateway.broker.config;

import static dev.libellule.gateway.broker.config.Scope.BRIDGE;
import static dev.libellule.gateway.broker.config.Scope.GLOBAL;
import static dev.libellule.gateway.broker.config.Scope.LISTENER;
import static dev.libellule.gateway.broker.config.Scope.SECURITY;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table of Mosquitto's options: name, scope, type with range, default, and what becomes of each here. */
final class Options {
    private static final long UINT16 = 65_535;
    private static final long UINT32 = 4_294_967_295L;
    private static final long PACKET = 268_435_455; // the largest Remaining Length, 1.5.5

    private static final String NO_TLS_LISTENER = "TLS listeners are not there yet; without TLS this port would be open in clear.";
    private static final String NO_PSK = "Pre-shared keys are not supported; use certificates.";
    private static final String NO_PLUGIN = "Mosquitto's plugins are machine code for Mosquitto and cannot run here.";
    private static final String MEMORY = "what the broker keeps is in memory only and does not survive a restart";
    private static final String STANDARD_ERROR = "the log goes to standard error";
    private static final String NO_UNSUBSCRIBE = "outgoing topics are forwarded only while they are in the file; nothing to unsubscribe";

    /** In the order of Mosquitto's manual. */
    static final List<Option> ALL = List.of(
            // General
            text(SECURITY, "acl_file", "")
                    .refused("Access control lists are not read yet; without them everybody could do everything."),
            flag(SECURITY, "allow_anonymous", ""),
            flag(GLOBAL, "allow_duplicate_messages", "false").noticed("it has no effect any more, as in Mosquitto 2"),
            flag(SECURITY, "allow_zero_length_clientid", "true")
                    .refused("Clients without identifier are always given one."),
            text(SECURITY, "auth_plugin", "").refused(NO_PLUGIN),
            flag(SECURITY, "auth_plugin_deny_special_chars", "true")
                    .noticed("there is no plugin that it could apply to"),
            text(SECURITY, "auto_id_prefix", "auto-")
                    .noticed("identifiers given to clients without one begin with auto-"),
            whole(GLOBAL, "autosave_interval", 0, UINT32, "1800").noticed(MEMORY),
            flag(GLOBAL, "autosave_on_changes", "false").noticed(MEMORY),
            flag(GLOBAL, "check_retain_source", "true").noticed("it matters with access control lists only"),
            text(GLOBAL, "clientid_prefixes", "").refused("Client identifiers cannot be restricted yet."),
            flag(GLOBAL, "connection_messages", "true").noticed("connections are always logged"),
            whole(GLOBAL, "global_max_clients", -1, Integer.MAX_VALUE, "-1")
                    .noticed("the number of clients is not limited yet"),
            whole(GLOBAL, "global_max_connections", -1, Integer.MAX_VALUE, "-1")
                    .noticed("the number of clients is not limited yet"),
            text(GLOBAL, "include_dir", "").repeatable(),
            words(GLOBAL, "log_dest").repeatable().noticed(STANDARD_ERROR),
            whole(GLOBAL, "log_facility", 0, 7, "").noticed(STANDARD_ERROR),
            flag(GLOBAL, "log_timestamp", "true").noticed("lines of the log always have their time"),
            text(GLOBAL, "log_timestamp_format", "").noticed("lines of the log have their time in one form"),
            words(GLOBAL, "log_type").repeatable().noticed("errors, warnings and notices are logged"),
            whole(GLOBAL, "max_inflight_bytes", 0, UINT32, "0").noticed("messages are counted, not bytes"),
            whole(GLOBAL, "max_inflight_messages", 0, UINT16, "20"),
            whole(GLOBAL, "max_keepalive", 0, UINT16, "65535").noticed("clients get the Keep Alive that they ask for"),
            whole(GLOBAL, "max_packet_size", 0, PACKET, "2000000"),
            whole(GLOBAL, "max_queued_bytes", 0, UINT32, "0").noticed("messages are counted, not bytes"),
            whole(GLOBAL, "max_queued_messages", 0, Integer.MAX_VALUE, "1000"),
            whole(GLOBAL, "memory_limit", 0, UINT32, "0").noticed("memory is limited by the Java machine's -Xmx"),
            whole(GLOBAL, "message_size_limit", 0, PACKET, "0").noticed("use max_packet_size"),
            text(SECURITY, "password_file", ""), //
            flag(GLOBAL, "per_listener_settings", "false"), //
            flag(GLOBAL, "persistence", "false").noticed(MEMORY), //
            text(GLOBAL, "persistence_file", "mosquitto.db").noticed(MEMORY), //
            text(GLOBAL, "persistence_location", "").noticed(MEMORY), //
            text(GLOBAL, "persistent_client_expiration", "").noticed("sessions end when their clients say so"), //
            text(GLOBAL, "pid_file", ""), //
            text(SECURITY, "plugin", "").repeatable().refused(NO_PLUGIN), //
            text(SECURITY, "psk_file", "").refused(NO_PSK), //
            flag(GLOBAL, "queue_qos0_messages", "false")
                    .refused("Messages of QoS 0 are not kept for absent clients yet."),
            flag(GLOBAL, "retain_available", "true").refused("Retained messages cannot be switched off yet."),
            flag(GLOBAL, "set_tcp_nodelay", "false").noticed("TCP_NODELAY is always set"),
            whole(GLOBAL, "sys_interval", 0, UINT16, "10"),
            flag(GLOBAL, "upgrade_outgoing_qos", "false").refused("It breaks the protocol."),
            text(GLOBAL, "user", "mosquitto")
                    .noticed("the program stays the user who started it; do not start it as root"),
            whole(GLOBAL, "websockets_headers_size", 0, UINT16, "1024").noticed("WebSocket headers may be up to 8 KiB"),
            whole(GLOBAL, "websockets_log_level", 0, UINT16, "0").noticed(STANDARD_ERROR),
            // Listeners
            text(LISTENER, "bind_address", ""), //
            text(LISTENER, "bind_interface", "").refused("Give the interface's address in the listener line."), //
            text(LISTENER, "http_dir", "")
                    .refused("The broker's ports hand out no files; the gateway has a page of its own."), //
            words(LISTENER, "listener").repeatable(), //
            whole(LISTENER, "max_connections", -1, Integer.MAX_VALUE, "-1")
                    .noticed("the number of clients is not limited yet"), //
            whole(LISTENER, "max_qos", 0, 2, "2").refused("QoS cannot be restricted yet."), //
            whole(LISTENER, "max_topic_alias", 0, UINT16, "10")
                    .noticed("clients may use as many Topic Aliases as the broker tells them"),
            text(LISTENER, "mount_point", "").refused("Without it, clients of this port would see everybody's topics."), //
            whole(LISTENER, "port", 1, UINT16, "1883"), //
            oneOf(LISTENER, "protocol", "mqtt", "mqtt", "websockets"), //
            oneOf(LISTENER, "socket_domain", "", "ipv4", "ipv6").noticed("give the address in the listener line"), //
            flag(LISTENER, "use_username_as_clientid", "false").refused("It is not there yet."), //
            text(LISTENER, "cafile", "").refused(NO_TLS_LISTENER), //
            text(LISTENER, "capath", "").refused(NO_TLS_LISTENER), //
            text(LISTENER, "certfile", "").refused(NO_TLS_LISTENER), //
            text(LISTENER, "ciphers", "").refused(NO_TLS_LISTENER), //
            text(LISTENER, "ciphers_tls1.3", "").refused(NO_TLS_LISTENER), //
            text(LISTENER, "crlfile", "").refused(NO_TLS_LISTENER), //
            text(LISTENER, "dhparamfile", "").refused(NO_TLS_LISTENER), //
            text(LISTENER, "keyfile", "").refused(NO_TLS_LISTENER), //
            text(LISTENER, "psk_hint", "").refused(NO_PSK), //
            flag(LISTENER, "require_certificate", "false").refused(NO_TLS_LISTENER), //
            text(LISTENER, "tls_engine", "").refused(NO_TLS_LISTENER), //
            text(LISTENER, "tls_version", "").refused(NO_TLS_LISTENER), //
            flag(LISTENER, "use_identity_as_username", "false").refused(NO_TLS_LISTENER), //
            flag(LISTENER, "use_subject_as_username", "false").refused(NO_TLS_LISTENER), //
            // Bridges
            words(BRIDGE, "address").formerly("addresses").repeatable(), //
            text(BRIDGE, "bridge_alpn", "")
                    .refused("The client library does not send ALPN; use a port for MQTT alone."), //
            flag(BRIDGE, "bridge_attempt_unsubscribe", "true").noticed(NO_UNSUBSCRIBE), //
            text(BRIDGE, "bridge_bind_address", "").refused("The system chooses the local address of a bridge."), //
            text(BRIDGE, "bridge_cafile", ""), //
            text(BRIDGE, "bridge_capath", ""), //
            text(BRIDGE, "bridge_certfile", ""), //
            text(BRIDGE, "bridge_ciphers", "").refused("Java's own list of ciphers is used."), //
            text(BRIDGE, "bridge_ciphers_tls1.3", "").refused("Java's own list of ciphers is used."), //
            text(BRIDGE, "bridge_identity", "").refused(NO_PSK), //
            flag(BRIDGE, "bridge_insecure", "false"), //
            text(BRIDGE, "bridge_keyfile", ""), //
            whole(BRIDGE, "bridge_max_packet_size", 0, PACKET, "0"), //
            whole(BRIDGE, "bridge_max_topic_alias", 0, UINT16, "10")
                    .noticed("bridges use the Topic Aliases that the upstream has"), //
            flag(BRIDGE, "bridge_outgoing_retain", "true"), //
            oneOf(BRIDGE, "bridge_protocol_version", "mqttv50", "mqttv50", "mqttv311", "mqttv31")
                    .noticed("bridges speak MQTT 5.0"), //
            text(BRIDGE, "bridge_psk", "").refused(NO_PSK), //
            whole(BRIDGE, "bridge_receive_maximum", 1, UINT16, "20"), //
            oneOf(BRIDGE, "bridge_reload_type", "lazy", "lazy", "immediate")
                    .noticed("bridges change at the next start"), //
            flag(BRIDGE, "bridge_require_ocsp", "false").refused("OCSP stapling is not checked yet."), //
            whole(BRIDGE, "bridge_session_expiry_interval", 0, UINT32, "4294967295"), //
            words(BRIDGE, "bridge_tcp_keepalive").noticed("MQTT's own Keep Alive finds dead connections"), //
            whole(BRIDGE, "bridge_tcp_user_timeout", 0, Integer.MAX_VALUE, "0")
                    .noticed("MQTT's own Keep Alive finds dead connections"), //
            flag(BRIDGE, "bridge_tls_use_os_certs", "false"), //
            oneOf(BRIDGE, "bridge_tls_version", "", "tlsv1.3", "tlsv1.2"), //
            flag(BRIDGE, "cleansession", "false"), //
            text(BRIDGE, "connection", "").repeatable(), //
            whole(BRIDGE, "idle_timeout", 1, UINT32, "60").noticed("it matters with start_type lazy only"), //
            whole(BRIDGE, "keepalive_interval", 5, UINT16, "60"), //
            flag(BRIDGE, "local_cleansession", ""), //
            text(BRIDGE, "local_clientid", ""), //
            text(BRIDGE, "local_password", "").noticed("a bridge is part of the broker and needs no password for it"), //
            text(BRIDGE, "local_username", "").noticed("a bridge is part of the broker and needs no password for it"), //
            text(BRIDGE, "notification_topic", ""), //
            flag(BRIDGE, "notifications", "true"), //
            flag(BRIDGE, "notifications_local_only", "false"), //
            text(BRIDGE, "remote_clientid", "").formerly("clientid"), //
            text(BRIDGE, "remote_password", "").formerly("password"), //
            text(BRIDGE, "remote_username", "").formerly("username"), //
            words(BRIDGE, "restart_timeout"), //
            flag(BRIDGE, "round_robin", "false")
                    .noticed("addresses are tried in turn, and the one that answers is kept"), //
            oneOf(BRIDGE, "start_type", "automatic", "automatic", "lazy", "once")
                    .refused("A bridge is always connected."), //
            whole(BRIDGE, "threshold", 1, UINT32, "10").noticed("it matters with start_type lazy only"), //
            words(BRIDGE, "topic").repeatable(), //
            flag(BRIDGE, "try_private", "true"));

    private static final Map<String, Option> BY_NAME = byName();

    private Options() {}

    /** The option of a name, old or new; null if there is none. */
    static Option named(String name) {
        return BY_NAME.get(name);
    }

    static Set<String> names() {
        return BY_NAME.keySet();
    }

    private static Map<String, Option> byName() {
        Map<String, Option> map = new HashMap<>();
        for (Option option : ALL) {
            for (String name : option.names()) {
                if (map.put(name, option) != null) {
                    throw new IllegalStateException("option twice in the table: " + name);
                }
            }
        }
        return Map.copyOf(map);
    }

    private static Option flag(Scope scope, String name, String standard) {
        return Option.of(scope, name, new ValueType.Flag(), standard);
    }

    private static Option whole(Scope scope, String name, long smallest, long largest, String standard) {
        return Option.of(scope, name, new ValueType.Whole(smallest, largest), standard);
    }

    private static Option oneOf(Scope scope, String name, String standard, String... words) {
        return Option.of(scope, name, new ValueType.OneOf(List.of(words)), standard);
    }

    private static Option text(Scope scope, String name, String standard) {
        return Option.of(scope, name, new ValueType.Text(), standard);
    }

    private static Option words(Scope scope, String name) {
        return Option.of(scope, name, new ValueType.Words(), "");
    }
}
