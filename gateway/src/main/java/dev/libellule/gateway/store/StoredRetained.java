package dev.libellule.gateway.store;

/**
 * The retained message of a topic.
 *
 * @param userName of its sender, whose rights may matter later; null for an anonymous one
 * @param clientId of its sender; null for the broker itself
 * @param listener by which its sender came; null if that is not known
 */
public record StoredRetained(String topic, StoredMessage message, String userName, String clientId,
        String listener) {}
