package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Ack;
import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.Slice;
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
    /** Parts of a message on its way out, {@link ClientSender}. */
    final Slice shownTopic = new Slice();
    final Slice topicView = new Slice();
    final Slice propertiesView = new Slice();
    final Slice payloadView = new Slice();
    final Slice noTopic = new Slice();
    final PacketBuffers buffers = new PacketBuffers();

    Carriers() {
        noTopic.set(new byte[0]);
    }
}
