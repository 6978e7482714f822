package dev.libellule.gateway.relay;

import dev.libellule.device.host.JavaPeer;
import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Other brokers as upstreams, processes of their own on free ports of 127.0.0.1; fetched by tools/install-peers. */
final class UpstreamPeers implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    /** Two nodes that share their store: the backup takes over when the primary is gone. */
    record Artemis(Process primary, int primaryPort, int backupPort) {}

    private final List<Process> processes = new ArrayList<>();
    private final Path folder;

    UpstreamPeers(Path folder) {
        this.folder = folder;
    }

    /** One more process to end. */
    Process add(Process process) {
        processes.add(process);
        return process;
    }

    /** HiveMQ CE; returns its port. */
    int hiveMq() throws IOException {
        int port = Mosquitto.freePort();
        Path configuration = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(configuration.resolve("config.xml"),
                """
                        <?xml version="1.0"?>
                        <hivemq>
                          <listeners><tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener></listeners>
                          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
                        </hivemq>
                        """
                        .formatted(port));
        JavaPeer peer = new JavaPeer("hivemq", "HiveMqPeer.java", configuration,
                Files.createDirectories(folder.resolve("data")), Files.createDirectories(folder.resolve("extensions")));
        add(peer.process());
        peer.awaitStarted();
        return port;
    }

    /** Apache ActiveMQ Artemis, primary and backup. */
    Artemis artemis() throws IOException {
        int primaryPort = Mosquitto.freePort();
        int backupPort = Mosquitto.freePort();
        JavaPeer primary = new JavaPeer("artemis", "ArtemisPeer.java",
                artemisNode("primary", primaryPort, backupPort));
        add(primary.process());
        JavaPeer backup = new JavaPeer("artemis", "ArtemisPeer.java", artemisNode("backup", backupPort, primaryPort));
        add(backup.process());
        primary.awaitStarted();
        backup.awaitStarted();
        return new Artemis(primary.process(), primaryPort, backupPort);
    }

    private Path artemisNode(String role, int port, int otherPort) throws IOException {
        return Files.writeString(folder.resolve(role + ".xml"), """
                <configuration xmlns="urn:activemq"><core xmlns="urn:activemq:core">
                  <name>%1$s</name>
                  <persistence-enabled>true</persistence-enabled>
                  <journal-type>NIO</journal-type>
                  <journal-directory>%2$s/journal</journal-directory>
                  <bindings-directory>%2$s/bindings</bindings-directory>
                  <large-messages-directory>%2$s/large</large-messages-directory>
                  <paging-directory>%2$s/paging</paging-directory>
                  <security-enabled>false</security-enabled>
                  <connectors>
                    <connector name="here">tcp://127.0.0.1:%3$d</connector>
                    <connector name="there">tcp://127.0.0.1:%4$d</connector>
                  </connectors>
                  <acceptors><acceptor name="all">tcp://127.0.0.1:%3$d?protocols=CORE,MQTT</acceptor></acceptors>
                  <cluster-connections><cluster-connection name="pair">
                    <connector-ref>here</connector-ref>
                    <static-connectors><connector-ref>there</connector-ref></static-connectors>
                  </cluster-connection></cluster-connections>
                  <cluster-user>pair</cluster-user><cluster-password>pair</cluster-password>
                  <ha-policy><shared-store><%1$s/></shared-store></ha-policy>
                </core></configuration>
                """.formatted(role, folder, port, otherPort));
    }

    /** RabbitMQ with its MQTT plug-in; returns its port. Its names, files and ports are its own, also those of Erlang's port mapper. */
    int rabbitMq() throws IOException {
        Path program = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
        Peer.requireFile(program, "rabbitmq-server");
        int port = Mosquitto.freePort();
        int namesPort = Mosquitto.freePort();
        add(new ProcessBuilder(Peer.require("epmd", "erlang-base").toString(), "-address", LOOPBACK, "-port",
                Integer.toString(namesPort)).redirectErrorStream(true)
                .redirectOutput(folder.resolve("epmd.log").toFile()).start());
        awaitPort(namesPort);
        Files.writeString(folder.resolve("plugins"), "[rabbitmq_mqtt].\n");
        Files.writeString(folder.resolve("rabbit.conf"), """
                listeners.tcp = none
                mqtt.listeners.tcp.1 = 127.0.0.1:%d
                mqtt.allow_anonymous = true
                """.formatted(port));
        ProcessBuilder builder = new ProcessBuilder(program.toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("rabbit.log").toFile());
        builder.environment().putAll(Map.of("HOME", folder.toString(), //
                "ERL_EPMD_PORT", Integer.toString(namesPort), "ERL_EPMD_ADDRESS", LOOPBACK, //
                "RABBITMQ_NODENAME", "libellule" + port + "@localhost", //
                "RABBITMQ_DIST_PORT", Integer.toString(Mosquitto.freePort()), //
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}", //
                "RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString(), //
                "RABBITMQ_LOG_BASE", folder.resolve("log").toString(), //
                "RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString(), //
                "RABBITMQ_CONFIG_FILE", folder.resolve("rabbit.conf").toString()));
        add(builder.start());
        awaitPort(port);
        return port;
    }

    private static void awaitPort(int port) {
        TestBroker.await(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException _) {
                return false;
            }
        }, () -> "nobody listens on port " + port);
    }

    @Override
    public void close() {
        for (Process process : processes.reversed()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
    }
}
