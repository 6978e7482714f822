package dev.libellule.device.codec;

/** The fields of DISCONNECT, 3.14, and AUTH, 3.15, which share one shape. */
public final class Disconnect {
    public int reasonCode;
    /** As received. */
    public final Properties properties = new Properties();
}
