package dev.libellule.device.codec;

/** The head of SUBSCRIBE, 3.8, or UNSUBSCRIBE, 3.10, and the filter that the coder stands at. */
public final class Subscribe {
    /** Subscription Options, 3.8.3.1; to be added to the QoS. */
    public static final int NO_LOCAL = 4;
    public static final int RETAIN_AS_PUBLISHED = 8;
    /** Retain Handling: retained messages only if the subscription is new. */
    public static final int RETAINED_IF_NEW = 0x10;
    /** Retain Handling: no retained messages. */
    public static final int NO_RETAINED = 0x20;

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
        return (options & NO_LOCAL) != 0;
    }

    public boolean isRetainAsPublished() {
        return (options & RETAIN_AS_PUBLISHED) != 0;
    }

    /** 0: send retained messages; 1: only for a new subscription; 2: never. */
    public int retainHandling() {
        return options >> 4 & 3;
    }
}
