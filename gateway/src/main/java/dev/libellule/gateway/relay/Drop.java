package dev.libellule.gateway.relay;

import java.util.Locale;

/** Why a message is not relayed. */
enum Drop {
    /** No room in the queue, or QoS 0 while the upstream was away. */
    NO_ROOM("no room in the queue"),
    /** Larger than the upstream takes. */
    TOO_LARGE("too large for the upstream"),
    /** The upstream does not want it. */
    REFUSED("refused by the upstream"),
    /** It has been here before. */
    LOOP("has been here before: a loop of bridges"),
    /** No {@code topic} line is for it. */
    NO_RULE("no topic line is for it");

    private final String text;

    Drop(String text) {
        this.text = text;
    }

    /** In plain words. */
    String text() {
        return text;
    }

    /** As a topic level: {@code too-large}. */
    String level() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
