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

    private static final String NO_PSK = "Pre-shared keys are not supported; use certificates.";
    private static final String NO_PLUGIN = "Mosquitto's plugins are machine code for Mosquitto and cannot run here.";
    private static final String AUTOSAVE = "with 'persistence true' all is on the disk within a second,"
            + " and what is acknowledged is there before";
    private static final String NO_MPTCP = "Java has no Multipath TCP; connections use plain TCP, as with a kernel without it";
    private static final String STANDARD_ERROR = "the log goes to standard error";

    /** In the order of Mosquitto's manual. */
    static final List<Option> ALL = List.of(
            // General
            text(SECURITY, "acl_file", ""),
            flag(SECURITY, "allow_anonymous", ""),
            flag(GLOBAL, "allow_duplicate_messages", "false").noticed("it has no effect any more, as in Mosquitto 2"),
            flag(SECURITY, "allow_zero_length_clientid", "true"),
            text(SECURITY, "auth_plugin", "").refused(NO_PLUGIN),
            flag(SECURITY, "auth_plugin_deny_special_chars", "true")
                    .noticed("there is no plugin that it could apply to"),
            text(SECURITY, "auto_id_prefix", "auto-"),
            whole(GLOBAL, "autosave_interval", 0, UINT32, "1800").noticed(AUTOSAVE),
            flag(GLOBAL, "autosave_on_changes", "false").noticed(AUTOSAVE),
            flag(GLOBAL, "check_retain_source", "true"),
            text(GLOBAL, "clientid_prefixes", ""),
            flag(GLOBAL, "connection_messages", "true"),
            flag(GLOBAL, "enable_control_api", "false")
                    .noticed("$CONTROL/broker/v1 lists Mosquitto's plugins, and there are none here"),
            whole(GLOBAL, "global_max_clients", -1, Integer.MAX_VALUE, "-1"),
            whole(GLOBAL, "global_max_connections", -1, Integer.MAX_VALUE, "-1"),
            text(GLOBAL, "include_dir", "").repeatable(),
            words(GLOBAL, "log_dest").repeatable(),
            whole(GLOBAL, "log_facility", 0, 7, "").noticed(STANDARD_ERROR),
            flag(GLOBAL, "log_timestamp", "true"),
            text(GLOBAL, "log_timestamp_format", ""),
            words(GLOBAL, "log_type").repeatable(),
            whole(GLOBAL, "max_inflight_bytes", 0, UINT32, "0"),
            whole(GLOBAL, "max_inflight_messages", 0, UINT16, "20"),
            whole(GLOBAL, "max_keepalive", 0, UINT16, "65535"),
            whole(GLOBAL, "max_packet_size", 0, PACKET, "2000000"),
            whole(GLOBAL, "max_queued_bytes", 0, UINT32, "0"),
            whole(GLOBAL, "max_queued_messages", 0, Integer.MAX_VALUE, "1000"),
            whole(GLOBAL, "memory_limit", 0, UINT32, "0"),
            whole(GLOBAL, "message_size_limit", 0, PACKET, "0"),
            text(SECURITY, "password_file", ""), //
            flag(GLOBAL, "per_listener_settings", "false"), //
            flag(GLOBAL, "persistence", "false"), //
            text(GLOBAL, "persistence_file", "mosquitto.db"), //
            text(GLOBAL, "persistence_location", ""), //
            text(GLOBAL, "persistent_client_expiration", ""), //
            text(GLOBAL, "pid_file", ""), //
            text(SECURITY, "plugin", "").repeatable().refused(NO_PLUGIN), //
            text(SECURITY, "psk_file", "").refused(NO_PSK), //
            flag(GLOBAL, "queue_qos0_messages", "false"),
            flag(GLOBAL, "retain_available", "true"),
            flag(GLOBAL, "set_tcp_nodelay", "true"),
            whole(GLOBAL, "sys_interval", 0, UINT16, "10"),
            flag(GLOBAL, "upgrade_outgoing_qos", "false"),
            text(GLOBAL, "user", ""),
            whole(GLOBAL, "libellule_card_endurance", 0, 100_000, "0"),
            text(GLOBAL, "libellule_max_queued_age", ""),
            whole(GLOBAL, "libellule_max_stored_messages", 0, Integer.MAX_VALUE, "0"),
            oneOf(GLOBAL, "libellule_queue_drop", "newest", "newest", "oldest"),
            whole(GLOBAL, "websockets_headers_size", 0, UINT16, "1024").noticed("WebSocket headers may be up to 8 KiB"),
            whole(GLOBAL, "websockets_log_level", 0, UINT16, "0").noticed(STANDARD_ERROR),
            flag(GLOBAL, "libellule_refuse_denied_subscriptions", "false"),
            text(GLOBAL, "libellule_response_information", ""),
            text(SECURITY, "libellule_scram_file", ""),
            words(GLOBAL, "libellule_server_reference"),
            whole(GLOBAL, "packet_buffer_size", 0, UINT32, "4096").noticed("buffers grow and shrink by themselves"),
            whole(GLOBAL, "retain_expiry_interval", 0, UINT32, "0")
                    .noticed("retained messages stay until they are replaced or their own expiry"),
            text(GLOBAL, "global_plugin", "").repeatable().refused(NO_PLUGIN),
            text(GLOBAL, "plugin_load", "").repeatable().refused(NO_PLUGIN),
            text(SECURITY, "plugin_use", "").repeatable().refused(NO_PLUGIN),
            // Listeners
            text(LISTENER, "accept_protocol_versions", ""), //
            flag(LISTENER, "disable_client_cert_date_checks", "false")
                    .refused("An expired certificate is refused; renew it."), //
            whole(LISTENER, "enable_proxy_protocol", 1, 2, ""), //
            flag(LISTENER, "listener_allow_anonymous", ""), //
            text(LISTENER, "listener_auto_id_prefix", ""), //
            flag(LISTENER, "proxy_protocol_v2_require_tls", "false"), //
            oneOf(LISTENER, "tls_keyform", "pem", "pem", "engine")
                    .refused("Keys are read from PEM files."), //
            text(LISTENER, "tls_engine_kpass_sha1", "").refused("Keys are read from PEM files."), //
            text(LISTENER, "tls_keylog", "")
                    .refused("Give --tls-keylog FILE when starting: it holds for all listeners."), //
            text(LISTENER, "websockets_origin", "").repeatable(), //
            text(LISTENER, "bind_address", ""), //
            text(LISTENER, "bind_interface", ""), //
            text(LISTENER, "http_dir", ""), //
            words(LISTENER, "listener").repeatable(), //
            whole(LISTENER, "max_connections", -1, Integer.MAX_VALUE, "-1"), //
            whole(LISTENER, "max_qos", 0, 2, "2"), //
            whole(LISTENER, "max_topic_alias", 0, UINT16, "10"),
            whole(LISTENER, "max_topic_alias_broker", 0, UINT16, "10"), //
            text(LISTENER, "mount_point", ""), //
            flag(LISTENER, "mptcp", "false").noticed(NO_MPTCP), //
            whole(LISTENER, "port", 1, UINT16, "1883"), //
            oneOf(LISTENER, "protocol", "mqtt", "mqtt", "websockets", "http_api"), //
            oneOf(LISTENER, "socket_domain", "", "ipv4", "ipv6"), //
            flag(LISTENER, "use_username_as_clientid", "false"), //
            text(LISTENER, "cafile", ""), //
            text(LISTENER, "capath", ""), //
            text(LISTENER, "certfile", ""), //
            text(LISTENER, "ciphers", ""), //
            text(LISTENER, "ciphers_tls1.3", ""), //
            text(LISTENER, "crlfile", ""), //
            text(LISTENER, "dhparamfile", "")
                    .noticed("Java chooses its own parameters for DHE, which are safe; ECDHE is used first anyway"), //
            text(LISTENER, "keyfile", ""), //
            text(LISTENER, "psk_hint", "").refused(NO_PSK), //
            flag(LISTENER, "require_certificate", "false"), //
            text(LISTENER, "tls_engine", "")
                    .refused("Keys are read from PEM files; OpenSSL's engines are machine code for OpenSSL."), //
            oneOf(LISTENER, "tls_version", "", "tlsv1.3", "tlsv1.2", "tlsv1.1"), //
            flag(LISTENER, "use_identity_as_username", "false"), //
            flag(LISTENER, "use_subject_as_username", "false"), //
            // Bridges
            words(BRIDGE, "address").formerly("addresses").repeatable(), //
            text(BRIDGE, "bridge_alpn", ""), //
            flag(BRIDGE, "bridge_attempt_unsubscribe", "true"), //
            text(BRIDGE, "bridge_bind_address", ""), //
            text(BRIDGE, "bridge_cafile", ""), //
            text(BRIDGE, "bridge_capath", ""), //
            text(BRIDGE, "bridge_certfile", ""), //
            text(BRIDGE, "bridge_ciphers", ""), //
            text(BRIDGE, "bridge_ciphers_tls1.3", ""), //
            text(BRIDGE, "bridge_identity", "").refused(NO_PSK), //
            flag(BRIDGE, "bridge_insecure", "false"), //
            text(BRIDGE, "bridge_keyfile", ""), //
            whole(BRIDGE, "bridge_max_packet_size", 0, PACKET, "0"), //
            whole(BRIDGE, "bridge_max_topic_alias", 0, UINT16, "10"), //
            flag(BRIDGE, "bridge_mptcp", "false").noticed(NO_MPTCP), //
            flag(BRIDGE, "bridge_outgoing_retain", "true"), //
            oneOf(BRIDGE, "bridge_protocol_version", "", "mqttv50", "mqttv311", "mqttv31"), //
            text(BRIDGE, "bridge_psk", "").refused(NO_PSK), //
            whole(BRIDGE, "bridge_receive_maximum", 1, UINT16, "20"), //
            oneOf(BRIDGE, "bridge_reload_type", "immediate", "lazy", "immediate")
                    .noticed("a bridge that has changed connects anew at once; its session loses nothing"), //
            flag(BRIDGE, "bridge_require_ocsp", "false"), //
            whole(BRIDGE, "bridge_session_expiry_interval", 0, UINT32, "4294967295"), //
            words(BRIDGE, "bridge_tcp_keepalive"), //
            whole(BRIDGE, "bridge_tcp_user_timeout", 0, Integer.MAX_VALUE, "0"), //
            flag(BRIDGE, "bridge_tls_use_os_certs", "false"), //
            oneOf(BRIDGE, "bridge_tls_version", "", "tlsv1.3", "tlsv1.2"), //
            flag(BRIDGE, "cleansession", "false"), //
            text(BRIDGE, "connection", "").repeatable(), //
            whole(BRIDGE, "idle_timeout", 1, Integer.MAX_VALUE, "60"), //
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
            flag(BRIDGE, "round_robin", "false"), //
            oneOf(BRIDGE, "start_type", "automatic", "automatic", "lazy", "once"), //
            whole(BRIDGE, "threshold", 1, Integer.MAX_VALUE, "10"), //
            words(BRIDGE, "topic").repeatable(), //
            flag(BRIDGE, "try_private", "true"), //
            whole(BRIDGE, "libellule_bridge_backlog_rate", 0, 1_000_000, "0"), //
            oneOf(BRIDGE, "libellule_bridge_client", "own", "own", "paho"), //
            oneOf(BRIDGE, "libellule_bridge_order", "strict", "strict", "live"), //
            text(BRIDGE, "libellule_bridge_proxy", ""), //
            text(BRIDGE, "libellule_bridge_websocket_path", ""));

    /** Of the plugin before them, with any ending. */
    private static final List<Option> OF_PLUGINS = List.of(
            text(SECURITY, "plugin_opt_", "").repeatable().refused(NO_PLUGIN),
            text(SECURITY, "auth_opt_", "").repeatable().refused(NO_PLUGIN));

    private static final Map<String, Option> BY_NAME = byName();

    private Options() {}

    /** The option of a name, old or new; null if there is none. */
    static Option named(String name) {
        Option option = BY_NAME.get(name);
        return option != null
                ? option
                : OF_PLUGINS.stream().filter(family -> name.startsWith(family.name())).findFirst().orElse(null);
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
