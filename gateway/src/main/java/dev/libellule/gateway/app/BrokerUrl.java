package dev.libellule.gateway.app;

/**
 * What {@code -L} names: {@code scheme://[user[:password]@]host[:port][/topic]}, taken apart as Mosquitto does, with nothing decoded: a
 * topic may hold blanks, accents, {@code +} and {@code #}.
 *
 * @param scheme mqtt, mqtts, ws or wss
 * @param user null if there is none
 * @param password null if there is none
 * @param host an IPv6 address without its brackets
 * @param port 0 if there is none
 * @param topic null if there is none
 */
record BrokerUrl(String scheme, String user, String password, String host, int port, String topic) {
    static final String FORM = "must look like mqtt://[user[:password]@]host[:port]/topic; also mqtts, ws, wss";

    /** Takes a URL apart; null if it is none. */
    static BrokerUrl parse(String url) {
        int colon = url.indexOf("://");
        String scheme = colon < 0 ? "" : url.substring(0, colon);
        if (!scheme.equals("mqtt") && !scheme.equals("mqtts") && !scheme.equals("ws") && !scheme.equals("wss")) {
            return null;
        }
        String rest = url.substring(colon + 3);
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String topic = slash < 0 || slash == rest.length() - 1 ? null : rest.substring(slash + 1);
        int at = authority.lastIndexOf('@');
        String[] user = at < 0 ? new String[0] : authority.substring(0, at).split(":", 2);
        String address = authority.substring(at + 1);
        int bracket = address.startsWith("[") ? address.indexOf(']') : -1;
        int portColon = address.indexOf(':', Math.max(bracket, 0));
        String host = bracket > 0
                ? address.substring(1, bracket)
                : portColon < 0 ? address : address.substring(0, portColon);
        int port = portColon < 0 ? 0 : port(address.substring(portColon + 1));
        if (host.isEmpty() || port < 0) {
            return null;
        }
        return new BrokerUrl(scheme, user.length > 0 ? user[0] : null, user.length > 1 ? user[1] : null, host, port,
                topic);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port >= 1 && port <= 65_535 ? port : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    boolean isTls() {
        return scheme.equals("mqtts") || scheme.equals("wss");
    }

    boolean isWebSocket() {
        return scheme.startsWith("ws");
    }
}
