package dev.libellule.gateway.broker.config;

import dev.libellule.device.codec.Status;
import dev.libellule.device.codec.Topics;
import dev.libellule.gateway.broker.BrokerOptions.Proxy;
import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.Told;
import dev.libellule.gateway.broker.BrokerOptions.UserName;
import dev.libellule.gateway.broker.config.ListenerConfig.Access;
import dev.libellule.gateway.broker.config.ListenerConfig.Protocol;
import dev.libellule.gateway.broker.tls.TlsFiles;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the record of one listener of its section and those that hold for all. */
final class ListenerReader {
    private static final String FORM = "Write: listener <port> [<address>], or listener 0 <path of a Unix socket>;"
            + " the port is 1 to 65535.";
    private static final Map<String, Integer> VERSIONS = Map.of("3", 3, "4", 4, "5", 5);
    private static final List<String> MOVES = List.of("use-another", "server-moved");
    private static final List<String> NEED_TLS = List.of("keyfile", "cafile", "capath", "crlfile", "ciphers",
            "ciphers_tls1.3", "dhparamfile", "tls_version", "require_certificate", "use_identity_as_username",
            "use_subject_as_username");

    private final Section global;
    private final boolean isPerListener;
    private final boolean anonymousByDefault;

    /**
     * A reader for one configuration.
     *
     * @param isPerListener {@code per_listener_settings}
     * @param anonymousByDefault whether anonymous clients are allowed if the file does not say
     */
    ListenerReader(Section global, boolean isPerListener, boolean anonymousByDefault) {
        this.global = global;
        this.isPerListener = isPerListener;
        this.anonymousByDefault = anonymousByDefault;
    }

    /** A listener that a {@code listener} line begins. */
    ListenerConfig read(Section section) {
        List<String> words = section.head.words();
        String port = words.getFirst();
        if (new ValueType.Whole(0, 65_535).wrong(port) != null || words.size() > 2) {
            throw section.head.invalid(FORM);
        }
        if (!port.equals("0")) {
            return read(section, Integer.parseInt(port), words.size() == 2 ? words.get(1) : "", null,
                    section.head.origin());
        }
        if (words.size() < 2) {
            throw ConfigException.at(section.head.origin(), "A listener with port 0 must provide a Unix socket path.",
                    "Write: listener 0 /run/libellule/mqtt.sock");
        }
        return read(section, 0, "", Path.of(words.get(1)), section.head.origin());
    }

    /** The listener that stands before all {@code listener} lines. */
    ListenerConfig readDefault(Section section, String address) {
        return read(section, (int) section.number("port"), address, null, null);
    }

    private ListenerConfig read(Section section, int port, String address, Path socket, Origin origin) {
        Protocol protocol = switch (section.text("protocol")) {
            case "websockets" -> Protocol.WEBSOCKETS;
            case "http_api" -> Protocol.HTTP_API;
            default -> Protocol.MQTT;
        };
        if (section.has("http_dir") && protocol == Protocol.MQTT) {
            throw ConfigException.at(section.get("http_dir").origin(),
                    "Option 'http_dir' needs websockets or http_api.",
                    "Add a line 'protocol websockets' or 'protocol http_api' to the listener.");
        }
        if (section.has("websockets_origin") && protocol != Protocol.WEBSOCKETS) {
            throw ConfigException.at(section.get("websockets_origin").origin(),
                    "Option 'websockets_origin' needs websockets.",
                    "Add a line 'protocol websockets' to the listener.");
        }
        if (protocol == Protocol.HTTP_API && section.has("enable_proxy_protocol")) {
            throw section.get("enable_proxy_protocol")
                    .invalid("It is for listeners that speak MQTT, not for http_api.");
        }
        TlsFiles tls = section.has("enable_proxy_protocol") ? behindProxy(section) : tls(section);
        return new ListenerConfig(port, place(section, address), socket, protocol, access(section), tls,
                terms(section), origin);
    }

    /** The proxy has the certificates, and of version 2 tells what it has seen; a listener with TLS of its own is none of these. */
    private static TlsFiles behindProxy(Section section) {
        for (String name : List.of("certfile", "keyfile", "use_subject_as_username")) {
            if (section.has(name) && !section.get(name).option().isStandard(section.text(name))) {
                throw ConfigException.at(section.get(name).origin(), "Invalid PROXY protocol configuration.",
                        "'%s' does not go together with enable_proxy_protocol: TLS is the proxy's.".formatted(name));
            }
        }
        for (String name : List.of("require_certificate", "use_identity_as_username",
                "proxy_protocol_v2_require_tls")) {
            if (section.flag(name) && section.number("enable_proxy_protocol") == 1) {
                throw ConfigException.at(section.get(name).origin(), "Invalid PROXY protocol configuration.",
                        "'%s' needs enable_proxy_protocol 2: version 1 says nothing of TLS.".formatted(name));
            }
        }
        return null;
    }

    private static Proxy proxy(Section section) {
        return section.has("enable_proxy_protocol")
                ? new Proxy((int) section.number("enable_proxy_protocol"),
                        section.flag("proxy_protocol_v2_require_tls"), section.flag("require_certificate"))
                : Proxy.NONE;
    }

    private Access access(Section section) {
        Section security = isPerListener ? section : global;
        boolean anonymous = section.flag("listener_allow_anonymous",
                security.flag("allow_anonymous", anonymousByDefault));
        UserName userName = section.flag("use_identity_as_username") // it goes first if both are given
                ? UserName.CERTIFICATE_COMMON_NAME
                : section.flag("use_subject_as_username")
                        ? UserName.CERTIFICATE_SUBJECT
                        : UserName.CONNECT_PACKET;
        String prefix = section.has("listener_auto_id_prefix")
                ? section.text("listener_auto_id_prefix")
                : security.text("auto_id_prefix");
        return new Access(anonymous, security.path("password_file"), security.path("libellule_scram_file"),
                security.path("acl_file"),
                global.flag("libellule_refuse_denied_subscriptions"), security.flag("allow_zero_length_clientid"),
                prefix, global.text("clientid_prefixes"), section.flag("use_username_as_clientid"), userName);
    }

    private Terms terms(Section section) {
        String mountPoint = section.text("mount_point");
        byte[] bytes = mountPoint.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && Topics.checkName(bytes, 0, bytes.length) != Status.OK) {
            throw section.get("mount_point").invalid("It is the beginning of topics: neither + nor # may be in it.");
        }
        List<String> origins = new ArrayList<>();
        section.all("websockets_origin").forEach(setting -> origins.addAll(setting.words()));
        return new Terms((int) section.number("max_connections"), (int) section.number("max_qos"),
                (int) section.number("max_topic_alias"), (int) section.number("max_topic_alias_broker"), mountPoint,
                versions(section), List.copyOf(origins), section.path("http_dir"), told(), proxy(section));
    }

    private Told told() {
        String responseInformation = global.text("libellule_response_information");
        Setting reference = global.get("libellule_server_reference");
        if (reference == null) {
            return new Told("", false, responseInformation);
        }
        List<String> words = reference.words();
        if (words.size() != 2 || !MOVES.contains(words.getFirst())) {
            throw reference.invalid("Write: libellule_server_reference use-another <host>[:<port>], or server-moved in"
                    + " place of use-another if it is for good.");
        }
        return new Told(words.get(1), words.getFirst().equals("server-moved"), responseInformation);
    }

    private static Set<Integer> versions(Section section) {
        if (!section.has("accept_protocol_versions")) {
            return Terms.USUAL.protocolVersions();
        }
        Set<Integer> versions = new HashSet<>();
        for (String word : section.text("accept_protocol_versions").split("[, \t]+")) {
            if (!VERSIONS.containsKey(word)) {
                throw section.get("accept_protocol_versions")
                        .invalid("Allowed: 3, 4 and 5, for MQTT 3.1, 3.1.1 and 5.0, with commas between.");
            }
            versions.add(VERSIONS.get(word));
        }
        return Set.copyOf(versions);
    }

    /** TLS is what {@code certfile} and {@code keyfile} switch on; the other options alone would leave the port in clear. */
    private static TlsFiles tls(Section section) {
        if (!section.has("certfile")) {
            for (String name : NEED_TLS) {
                if (section.has(name) && !section.get(name).option().isStandard(section.text(name))) {
                    throw ConfigException.at(section.get(name).origin(), "Invalid TLS configuration.",
                            "'%s' needs a certfile and a keyfile on the same listener; without them the port would be in clear."
                                    .formatted(name));
                }
            }
            return null;
        }
        if (!section.has("keyfile")) {
            throw ConfigException.at(section.get("certfile").origin(), "Invalid TLS configuration.",
                    "A certfile needs its keyfile.");
        }
        boolean hasAuthorities = section.has("cafile") || section.has("capath");
        for (String name : List.of("require_certificate", "use_identity_as_username", "use_subject_as_username",
                "crlfile")) {
            boolean isOn = name.equals("crlfile") ? section.has(name) : section.flag(name);
            if (isOn && !hasAuthorities) {
                throw ConfigException.at(section.get(name).origin(), "Invalid TLS configuration.",
                        "'%s' needs a cafile or capath: whose certificates are to be believed.".formatted(name));
            }
        }
        Setting version = section.get("tls_version");
        if (version != null && version.value().equals("tlsv1.1")) {
            throw version.invalid("TLS 1.1 is broken (RFC 8996); use tlsv1.2.");
        }
        boolean namesByCertificate = section.flag("use_identity_as_username")
                || section.flag("use_subject_as_username");
        return new TlsFiles(section.path("certfile"), section.path("keyfile"), section.path("cafile"),
                section.path("capath"), section.path("crlfile"), section.text("tls_version"), section.text("ciphers"),
                section.text("ciphers_tls1.3"), section.flag("require_certificate"), namesByCertificate);
    }

    /** The address to bind, by {@code bind_interface} and {@code socket_domain}. */
    private static String place(Section section, String address) {
        String domain = section.text("socket_domain");
        if (section.has("bind_interface")) {
            Setting setting = section.get("bind_interface");
            return addressOf(setting, domain);
        }
        if (domain.isEmpty()) {
            return address;
        }
        boolean isV4 = domain.equals("ipv4");
        if (address.isEmpty()) {
            return isV4 ? "0.0.0.0" : "::";
        }
        try {
            return Stream.of(InetAddress.getAllByName(address)).filter(found -> is(found, isV4)).findFirst()
                    .map(InetAddress::getHostAddress).orElseThrow(() -> section.get("socket_domain")
                            .invalid("%s has no address of that kind.".formatted(address)));
        } catch (UnknownHostException e) {
            return address; // said when it is opened
        }
    }

    private static String addressOf(Setting setting, String domain) {
        try {
            NetworkInterface device = NetworkInterface.getByName(setting.value());
            if (device == null) {
                List<String> names = NetworkInterface.networkInterfaces().map(NetworkInterface::getName).sorted()
                        .toList();
                throw setting.invalid("There is no such network interface; there are: %s."
                        .formatted(String.join(", ", names)));
            }
            List<InetAddress> addresses = device.inetAddresses()
                    .filter(found -> domain.isEmpty() || is(found, domain.equals("ipv4"))).toList();
            return addresses.stream().filter(found -> found instanceof Inet4Address).findFirst()
                    .or(() -> addresses.stream().findFirst()).map(InetAddress::getHostAddress)
                    .orElseThrow(() -> setting.invalid("The interface has no address of that kind."));
        } catch (SocketException e) {
            throw setting.invalid("Its addresses cannot be found out: %s.".formatted(e.getMessage()));
        }
    }

    private static boolean is(InetAddress address, boolean isV4) {
        return isV4 ? address instanceof Inet4Address : address instanceof Inet6Address;
    }
}
