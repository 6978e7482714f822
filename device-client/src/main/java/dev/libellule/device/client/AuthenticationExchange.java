package dev.libellule.device.client;

import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.DisconnectCoder;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Properties;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.codec.Status;

/**
 * Enhanced authentication as it goes over the wire, 4.12; what is said in it is the {@link Authentication}'s. Owned by the
 * {@link MqttClient}.
 *
 * <pre>
 *   NONE ─CONNECT▶ STARTED ─CONNACK▶ NONE         AUTH 0x18 comes and goes while STARTED
 *   NONE ─AUTH 0x19▶ AGAIN ─AUTH 0x00▶ NONE       and while AGAIN
 * </pre>
 */
final class AuthenticationExchange {
    /** Two properties with their identifiers and lengths. */
    private static final int HEADS_LENGTH = 6;

    private final Authentication own;
    private final Slice method = new Slice();
    private final Slice data = new Slice();
    private final Slice received = new Slice();
    private final byte[] buffer;
    private boolean again;
    private int longestPacket;

    /** An exchange for a client with this authentication, or with none: null. */
    AuthenticationExchange(Authentication own) {
        this.own = own;
        buffer = new byte[own == null ? 0 : own.maximumDataLength()];
        if (own != null) {
            method.set(own.method());
        }
    }

    /** The longest that the properties of one packet get, in bytes. */
    int propertiesLength() {
        return own == null ? 0 : HEADS_LENGTH + method.length + buffer.length;
    }

    /** Adds the properties of CONNECT; a new connection begins. */
    void begin(PacketWriter out) {
        again = false;
        longestPacket = Integer.MAX_VALUE;
        if (own != null) {
            writeProperties(out, own.begin(buffer, 0));
        }
    }

    /** The server has accepted the connection, and takes packets of this length. */
    void connected(int maximumPacketSize) {
        longestPacket = maximumPacketSize;
    }

    /**
     * Writes the AUTH that authenticates anew, 4.12.1.
     *
     * @return its length, or negative when it may not be or does not fit
     */
    int beginAgain(PacketWriter out) {
        if (own == null || again) {
            return Status.PROTOCOL_ERROR; // [MQTT-4.12.1-1]
        }
        int length = write(out, ReasonCode.REAUTHENTICATE, own.begin(buffer, 0));
        again = length > 0;
        return length;
    }

    boolean isUnderWay() {
        return again;
    }

    /**
     * Takes an AUTH and answers it.
     *
     * @param greeting whether CONNACK is still to come
     * @return OK or the length of the answer; negative: why the connection has to be closed
     */
    int handle(Disconnect auth, boolean greeting, PacketWriter out) {
        if (own == null || !greeting && !again || !hasOwnMethod(auth.properties)) {
            return Status.PROTOCOL_ERROR; // [MQTT-4.12.0-5] and [MQTT-4.12.0-6]
        }
        auth.properties.slice(Property.AUTHENTICATION_DATA, received);
        if (auth.reasonCode == ReasonCode.CONTINUE_AUTHENTICATION) {
            int length = own.answer(received.buffer, received.offset, received.length, buffer, 0);
            return length < 0
                    ? ClientStatus.AUTHENTICATION_FAILED
                    : write(out, ReasonCode.CONTINUE_AUTHENTICATION, length);
        }
        if (auth.reasonCode != ReasonCode.SUCCESS || greeting) {
            return Status.PROTOCOL_ERROR; // 3.15.2.1: Re-authenticate is the client's; Success goes with CONNACK first
        }
        again = false;
        return finish();
    }

    /** Takes what a CONNACK with Success says about the server. */
    int accept(Properties connAck) {
        if (own == null) {
            return connAck.has(Property.AUTHENTICATION_METHOD) ? Status.PROTOCOL_ERROR : Status.OK;
        }
        if (!hasOwnMethod(connAck)) {
            return Status.PROTOCOL_ERROR; // [MQTT-4.12.0-5]
        }
        connAck.slice(Property.AUTHENTICATION_DATA, received);
        return finish();
    }

    private int finish() {
        return own.finish(received.buffer, received.offset, received.length) < 0
                ? ClientStatus.AUTHENTICATION_FAILED
                : Status.OK;
    }

    private boolean hasOwnMethod(Properties properties) {
        properties.slice(Property.AUTHENTICATION_METHOD, received);
        return received.contentEquals(method.buffer);
    }

    private int write(PacketWriter out, int reasonCode, int length) {
        if (isTooLong(length)) {
            return Status.PACKET_TOO_LARGE; // [MQTT-3.2.2-15]
        }
        DisconnectCoder.begin(out, PacketType.AUTH, reasonCode);
        writeProperties(out, length);
        out.endProperties();
        return out.end();
    }

    /** Whether AUTH with so much data is longer than the server takes: a header, the Reason Code, two lengths. */
    private boolean isTooLong(int dataLength) {
        int properties = 3 + method.length + (dataLength > 0 ? 3 + dataLength : 0);
        int remaining = 1 + PacketWriter.variableByteIntegerLength(properties) + properties;
        return 1 + PacketWriter.variableByteIntegerLength(remaining) + remaining > longestPacket;
    }

    private void writeProperties(PacketWriter out, int length) {
        out.property(Property.AUTHENTICATION_METHOD, method);
        if (length > 0) {
            data.set(buffer, 0, length);
            out.property(Property.AUTHENTICATION_DATA, data);
        }
    }
}
