package dev.libellule.gateway.web;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Credentials;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.LocalClients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A broker for the page to connect to, on free ports of the loopback address, which stay the same over a restart. */
interface PageBroker extends AutoCloseable {
    /** Clients can connect when this returns. */
    void start();

    /** Cuts every connection. */
    void stop();

    int mqttPort();

    int webSocketPort();

    /** For what runs beside it in this process. */
    default LocalClients locals() {
        throw new UnsupportedOperationException("a process of its own");
    }

    @Override
    void close();

    /**
     * Ours, started.
     *
     * @param credentials null lets everybody in
     */
    static PageBroker ours(Credentials credentials) {
        return ours(credentials, null);
    }

    /** The same, which keeps its state in a file. */
    static PageBroker ours(Credentials credentials, Path store) {
        PageBroker broker = new Embedded(credentials, store);
        broker.start();
        return broker;
    }

    /** Debian's Mosquitto, started. */
    static PageBroker mosquitto(Path folder, String... lines) {
        int webSocketPort = Mosquitto.freePort();
        String listener = "listener %d 127.0.0.1\nprotocol websockets\nallow_anonymous true\n".formatted(webSocketPort);
        Mosquitto mosquitto = Mosquitto.start(folder, listener + String.join("\n", lines) + "\n");
        return new External(mosquitto, webSocketPort);
    }

    /** The broker of the gateway, in this process. */
    final class Embedded implements PageBroker {
        private final int mqttPort = Mosquitto.freePort();
        private final int webSocketPort = Mosquitto.freePort();
        private final Credentials credentials;
        /** Null to keep all in memory. */
        private final Path store;
        private Broker broker;

        Embedded(Credentials credentials, Path store) {
            this.credentials = credentials;
            this.store = store;
        }

        @Override
        public void start() {
            List<Listener> listeners = List.of(
                    new Listener("127.0.0.1", mqttPort, Transport.TCP, credentials == null, credentials),
                    new Listener("127.0.0.1", webSocketPort, Transport.WEBSOCKET, credentials == null, credentials));
            broker = Broker.start(
                    new BrokerOptions(listeners, BrokerOptions.loopback(0).limits(),
                            Duration.ofSeconds(1), store),
                    "0.1.0");
        }

        @Override
        public void stop() {
            broker.close();
        }

        @Override
        public int mqttPort() {
            return mqttPort;
        }

        @Override
        public int webSocketPort() {
            return webSocketPort;
        }

        @Override
        public LocalClients locals() {
            return broker;
        }

        @Override
        public void close() {
            broker.close();
        }
    }

    /** A process of its own. */
    record External(Mosquitto mosquitto, int webSocketPort) implements PageBroker {
        @Override
        public void start() {
            mosquitto.start();
        }

        @Override
        public void stop() {
            mosquitto.stop();
        }

        @Override
        public int mqttPort() {
            return mosquitto.port();
        }

        @Override
        public void close() {
            mosquitto.close();
        }
    }
}
