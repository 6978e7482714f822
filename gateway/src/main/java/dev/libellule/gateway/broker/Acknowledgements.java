package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.AckCoder;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Status;

/** PUBACK, PUBREC, PUBREL and PUBCOMP of one connection, 4.3, both ways. Broker thread. */
final class Acknowledgements {
    private final BrokerCore core;
    private final Carriers carriers;
    private final ClientOutput output;
    private final Promises promises;
    private final PacketLog log;

    Acknowledgements(BrokerCore core, Carriers carriers, ClientOutput output, Promises promises) {
        this.core = core;
        this.carriers = carriers;
        this.output = output;
        this.promises = promises;
        this.log = core.log();
    }

    /** Writes one. */
    void send(int type, int packetIdentifier, int reasonCode, String clientId) {
        output.acknowledge(type, packetIdentifier, reasonCode);
        if (log.isOn()) {
            log.sendingAck(PacketType.name(type), clientId, packetIdentifier, reasonCode);
        }
    }

    /**
     * Takes one of the client's.
     *
     * @return {@link Status#OK}, or what ends the connection
     */
    int take(PacketReader in, int type, Session session) {
        Ack ack = carriers.ack;
        int status = AckCoder.decode(in, session.version(), ack);
        if (status != Status.OK) {
            return status;
        }
        int identifier = ack.packetIdentifier;
        if (log.isOn()) {
            log.receivedAck(PacketType.name(type), session.clientId(), identifier, ack.reasonCode);
        }
        if (type == PacketType.PUBREL) {
            promises.begin();
            promises.acknowledge(PacketType.PUBCOMP, identifier, session.release(identifier)
                    ? ReasonCode.SUCCESS
                    : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, session.clientId()); // [MQTT-4.3.3-11]
            return Status.OK;
        }
        Outgoing.State awaited = session.awaited(identifier);
        if (type == PacketType.PUBREC) {
            return received(identifier, ack.reasonCode, awaited, session);
        }
        Outgoing.State expected = type == PacketType.PUBACK ? Outgoing.State.PUBACK : Outgoing.State.PUBCOMP;
        if (awaited != null && awaited != expected) {
            return Status.PROTOCOL_ERROR; // the acknowledgement of another QoS
        }
        session.delivered(identifier, core.nowMillis());
        return Status.OK;
    }

    private int received(int identifier, int reasonCode, Outgoing.State awaited, Session session) {
        if (awaited == Outgoing.State.PUBACK) {
            return Status.PROTOCOL_ERROR;
        }
        if (awaited == null) {
            send(PacketType.PUBREL, identifier, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, session.clientId());
        } else if (reasonCode >= ReasonCode.UNSPECIFIED_ERROR) {
            session.delivered(identifier, core.nowMillis()); // [MQTT-4.4.0-2]
        } else {
            session.releasing(identifier); // [MQTT-4.3.3-4]
        }
        return Status.OK;
    }
}
