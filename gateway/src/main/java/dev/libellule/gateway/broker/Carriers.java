package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Subscribe;

/** What packets are read into and written with, shared by all connections: one packet is handled at a time. Broker thread. */
final class Carriers {
    final PacketReader in = new PacketReader();
    final PacketWriter out = new PacketWriter();
    final Connect connect = new Connect();
    final Publish publish = new Publish();
    final Publish publishToSend = new Publish();
    final Ack ack = new Ack();
    final Subscribe subscribe = new Subscribe();
    final Disconnect disconnect = new Disconnect();
    final PacketBuffers buffers = new PacketBuffers();
}
