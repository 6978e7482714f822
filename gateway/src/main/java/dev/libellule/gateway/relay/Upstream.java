package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.BridgeMessage;

/**
 * One connection to an upstream broker, used once: opened, lost or closed, and thrown away. The relay's thread calls everything, and is
 * called back on it, within {@link #turn}; none of it waits for the network.
 */
interface Upstream {
    /** Hears from one connection. */
    interface Listener {
        /**
         * The upstream has accepted the connection; messages may come from now on.
         *
         * @param isSessionPresent whether the upstream knows the session
         */
        void greeted(UpstreamLimits limits, boolean isSessionPresent);

        /** All subscriptions are answered; messages go. */
        void connected();

        /** The connection could not be made, or is gone; nothing more is heard of it. */
        void lost(Loss loss);

        /** Something that a person should know, while it goes on. */
        void problem(String text);

        /**
         * A message is done: PUBACK or PUBCOMP came, or a refusal.
         *
         * @param reasonCode from 0x80 on when the upstream refused it for good
         */
        void acknowledged(int packetIdentifier, int reasonCode);

        /** PUBREC came. */
        void received(int packetIdentifier);

        /** A message of QoS 0 went out. */
        void sentQos0();

        /** A message will not be sent, now or later. */
        void dropped(BridgeMessage message, Drop why);

        /** A message came, its topic already that of this broker. */
        void arrived(BridgeMessage message);

        /** A message came that is not for this broker; at QoS 1 and 2 it has to be acknowledged all the same. */
        void passedOver(int qos, int packetIdentifier, Drop why);

        /** PUBREL came. */
        void released(int packetIdentifier);
    }

    /**
     * Why a connection is gone.
     *
     * @param refusal the Reason Code with which a message was refused that ended the connection; 0 if that was not so
     * @param hungUp whether the upstream ended it, without a word, while a message was under way
     * @param isVersionRefused whether the upstream does not speak this version of the protocol, or no bridge bit: it says so, or
     *        hangs up
     */
    record Loss(String reason, int refusal, boolean hungUp, boolean isVersionRefused) {
        static Loss of(String reason) {
            return new Loss(reason, 0, false, false);
        }
    }

    /** Begins to connect. */
    void open();

    /** Takes a message, to be sent in its turn. */
    void send(BridgeMessage message);

    /** Takes a PUBREL to be sent. */
    void release(int packetIdentifier);

    /** Sends PUBACK, PUBREC or PUBCOMP. */
    void acknowledge(int type, int packetIdentifier);

    /** Bytes of messages that have not been written. */
    long pendingBytes();

    /** Says how many messages of QoS 1 and 2 may be under way. */
    void setWindow(int messages);

    /** Does all there is to do now. */
    void turn(long nowNanos);

    /** How long until something is due; {@link Long#MAX_VALUE} if nothing is. */
    long nanosToNext(long nowNanos);

    /** Waits for the network, or {@link #wakeup}. */
    void await(long nanos);

    /** Ends {@link #await}. Any thread. */
    void wakeup();

    /** Reads no more until told so. */
    void pause(boolean isPaused);

    /** The message of QoS 1 or 2 that is under way alone; null if there are several or none. */
    BridgeMessage alone();

    /** Gives the connection up; {@code isPolite} says DISCONNECT, so that the will is not sent. */
    void close(boolean isPolite);
}
