package dev.libellule.gateway.broker.config;

/** What a setting is about, and so where in a file it may stand. */
enum Scope {
    /** The whole broker. */
    GLOBAL,
    /** The listener whose line came last, or else the default listener. */
    LISTENER,
    /** All listeners, or with {@code per_listener_settings true} the last one. */
    SECURITY,
    /** The bridge whose {@code connection} line came last. */
    BRIDGE
}
