package dev.libellule.device.codec;

/** The head of SUBSCRIBE, 3.8, or UNSUBSCRIBE, 3.10, and the filter that the coder stands at. */
public final class Subscribe {
    public int packetIdentifier;
    /** As received, 5.0. */
    public final Properties properties = new Properties();

    /** The Topic Filter at hand. */
    public final Slice filter = new Slice();
    /** Subscription Options of the filter at hand, 3.8.3.1. */
    public int options;

    /** The largest QoS at which the subscriber wants its messages. */
    public int qos() {
        return options & 3;
    }

    public boolean isNoLocal() {
        return (options & 4) != 0;
    }

    public boolean isRetainAsPublished() {
        return (options & 8) != 0;
    }

    /** 0: send retained messages; 1: only for a new subscription; 2: never. */
    public int retainHandling() {
        return options >> 4 & 3;
    }
}
