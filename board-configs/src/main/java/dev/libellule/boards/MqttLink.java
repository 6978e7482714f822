package dev.libellule.boards;

/**
 * How a board that speaks MQTT by itself connects to the broker: nothing here is sent to it, it is what its sketch says.
 *
 * @param clientId the Client Identifier, unique among all clients of the broker
 * @param username the user of the password file; empty if it connects without
 */
public record MqttLink(String clientId, String username) {
    public MqttLink {
        if (clientId.isBlank()) {
            throw new BoardException("client-id", "is empty; give the identifier that the sketch connects with");
        }
        Checks.text("client-id", clientId, Checks.LONGEST_TEXT);
        Checks.text("username", username, Checks.LONGEST_TEXT);
    }
}
