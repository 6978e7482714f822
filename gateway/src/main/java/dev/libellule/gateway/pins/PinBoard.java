package dev.libellule.gateway.pins;

import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.devices.NodeThread;
import java.util.function.Predicate;

/** This machine's pins inside the gateway: a client of the local broker. Started by its constructor, ended by {@link #close}. */
public final class PinBoard implements AutoCloseable {
    private final PinParts parts;
    private final NodeThread node;

    /**
     * Starts to sample, publish and obey. The parts are closed with it.
     *
     * @param isCutOff whether whoever commands on a topic is out of reach; asked each second for outputs that have a state without link
     */
    public PinBoard(PinParts parts, LocalClients clients, Predicate<String> isCutOff) {
        this.parts = parts;
        node = new NodeThread(parts.board().id(), parts.board().availability(), clients, parts.signals(),
                parts.commands(), now -> Math.min(parts.turn(now), parts.watchLinks(isCutOff)));
        node.setReachable(true);
        parts.start(node::post);
    }

    @Override
    public void close() {
        node.post(parts::close);
        node.close();
    }
}
