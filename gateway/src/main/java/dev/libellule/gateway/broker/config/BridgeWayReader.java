package dev.libellule.gateway.broker.config;

import dev.libellule.gateway.broker.config.BridgeConfig.Address;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes of a bridge's section what its bytes go through: sockets, proxies, WebSocket and TLS. */
final class BridgeWayReader {
    private static final List<String> FOR_TLS = List.of("bridge_certfile", "bridge_keyfile", "bridge_insecure",
            "bridge_tls_version", "bridge_alpn", "bridge_require_ocsp", "bridge_ciphers", "bridge_ciphers_tls1.3");
    private static final String KEEP_ALIVE_FORM = "Write: bridge_tcp_keepalive <idle seconds> <interval seconds> <probes>.";
    private static final String PROXY_FORM = "Write: libellule_bridge_proxy http://[<user>:<password>@]<host>:<port>, or socks5://...";

    private BridgeWayReader() {}

    static BridgeConfig.Way way(Section section) {
        return new BridgeConfig.Way(section.text("bridge_bind_address"), keepAlive(section),
                Duration.ofMillis(section.number("bridge_tcp_user_timeout")), webSocketPath(section), proxy(section));
    }

    private static List<Integer> keepAlive(Section section) {
        Setting setting = section.get("bridge_tcp_keepalive");
        List<Integer> numbers = new ArrayList<>();
        for (String word : setting == null ? List.<String>of() : setting.words()) {
            if (new ValueType.Whole(1, 32_767).wrong(word) != null) {
                throw setting.invalid(KEEP_ALIVE_FORM + " Each is 1 to 32767.");
            }
            numbers.add(Integer.parseInt(word));
        }
        if (setting != null && numbers.size() != 3) {
            throw setting.invalid(KEEP_ALIVE_FORM);
        }
        return numbers;
    }

    private static String webSocketPath(Section section) {
        Setting setting = section.get("libellule_bridge_websocket_path");
        if (setting == null) {
            return null;
        }
        if (!setting.value().startsWith("/")) {
            throw setting.invalid("A path begins with a slash; most brokers have /mqtt.");
        }
        return setting.value();
    }

    private static BridgeConfig.Proxy proxy(Section section) {
        Setting setting = section.get("libellule_bridge_proxy");
        if (setting == null) {
            return null;
        }
        URI uri;
        try {
            uri = new URI(setting.value());
        } catch (URISyntaxException e) {
            throw wrongProxy(setting);
        }
        boolean isSocks = "socks5".equals(uri.getScheme()) || "socks5h".equals(uri.getScheme());
        boolean isKnown = isSocks || "http".equals(uri.getScheme());
        if (!isKnown || uri.getHost() == null || uri.getPort() < 1 || uri.getPort() > 65_535) {
            throw wrongProxy(setting);
        }
        String user = uri.getUserInfo() == null ? "" : uri.getUserInfo();
        int colon = user.indexOf(':');
        String host = uri.getHost().replaceAll("^\\[|]$", "");
        return new BridgeConfig.Proxy(isSocks, new Address(host, uri.getPort()),
                colon < 0 ? user : user.substring(0, colon), colon < 0 ? "" : user.substring(colon + 1));
    }

    /** Does not repeat the line: it may have a password. */
    private static ConfigException wrongProxy(Setting setting) {
        return ConfigException.at(setting.origin(), "Invalid 'libellule_bridge_proxy' value.", PROXY_FORM);
    }

    static BridgeConfig.Tls tls(Section section) {
        boolean isOn = section.has("bridge_cafile") || section.has("bridge_capath")
                || section.flag("bridge_tls_use_os_certs");
        if (!isOn) {
            for (String name : FOR_TLS) {
                if (section.has(name) && !section.get(name).option().isStandard(section.text(name))) {
                    throw ConfigException.at(section.get(name).origin(), "Invalid bridge configuration.",
                            "'%s' is for TLS, which bridge_cafile, bridge_capath or bridge_tls_use_os_certs switches on."
                                    .formatted(name));
                }
            }
            return null;
        }
        if (section.has("bridge_certfile") != section.has("bridge_keyfile")) {
            throw ConfigException.at(section.head.origin(), "Invalid bridge configuration.",
                    "bridge_certfile and bridge_keyfile go together.");
        }
        String ciphers = section.text("bridge_ciphers");
        String ciphers13 = section.text("bridge_ciphers_tls1.3");
        return new BridgeConfig.Tls(section.path("bridge_cafile"), section.path("bridge_capath"),
                section.flag("bridge_tls_use_os_certs"), section.path("bridge_certfile"),
                section.path("bridge_keyfile"), section.flag("bridge_insecure"), section.text("bridge_tls_version"),
                section.text("bridge_alpn"), section.flag("bridge_require_ocsp"),
                ciphers.isEmpty() || ciphers13.isEmpty() ? ciphers + ciphers13 : ciphers13 + ":" + ciphers);
    }
}
