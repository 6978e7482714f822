package dev.libellule.gateway.web;

/**
 * What the page must know of the gateway; it reads it as {@code /config.json}, member for member.
 *
 * @param websocketPort where the broker takes WebSocket connections, on the host that the page came from
 * @param version of the gateway
 * @param base first topic level of the house
 */
public record PageSettings(int websocketPort, String version, Lamp lamp, String base) {
    /**
     * The lamp with a switch on the page.
     *
     * @param command topic that takes 1 and 0
     * @param state topic on which the lamp tells its measured state
     */
    public record Lamp(String command, String state) {}

    public PageSettings {
        if (websocketPort < 1 || websocketPort > 65_535) {
            throw new IllegalArgumentException("page: WebSocket port %d: must be 1 to 65535".formatted(websocketPort));
        }
    }

    /** The topics of a house that nobody configured. */
    public static PageSettings defaults(int websocketPort, String version) {
        return new PageSettings(websocketPort, version, new Lamp("ctrlled", "ctrlled/etat"), "maison");
    }
}
