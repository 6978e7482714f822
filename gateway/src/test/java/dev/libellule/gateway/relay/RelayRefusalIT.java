package dev.libellule.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.Peer;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import dev.libellule.gateway.relay.RelayStatus.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that do not take everything, and TLS: with Debian's mosquitto. */
class RelayRefusalIT {
    @TempDir
    Path folder;

    private final TestBroker local = new TestBroker();

    @AfterEach
    void end() {
        local.close();
    }

    private BridgeConfig bridge(String lines) throws IOException {
        String text = "connection amont\nrestart_timeout 1\nremote_clientid pi1\nnotifications_local_only true\n"
                + lines;
        return MosquittoConf.parse(Files.writeString(folder.resolve("bridge.conf"), text)).bridges().getFirst();
    }

    private static void await(BooleanSupplier condition, Relay relay) {
        TestBroker.await(condition, () -> relay.state().toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aMessageThatIsRefusedDoesNotHoldUpTheOthers(int qos) throws Exception {
        Files.writeString(folder.resolve("acl"), "topic readwrite ok/#\n");
        try (Mosquitto upstream = Mosquitto.start(folder, "allow_anonymous true\nacl_file ${folder}/acl\n");
                Relay relay = Relay.start(
                        bridge("address 127.0.0.1:%d\ntopic # out %d\n".formatted(upstream.port(), qos)), local)) {
            await(() -> relay.state().phase() == Phase.ONLINE, relay);
            for (int i = 0; i < 30; i++) {
                local.publish("ok/n", Integer.toString(i), qos, false);
                if (i % 10 == 5) {
                    local.publish("forbidden/n", Integer.toString(i), qos, false);
                }
            }
            await(() -> relay.state().sent() == 30 && relay.state().dropped() == 3, relay);
            await(() -> relay.state().phase() == Phase.ONLINE && relay.state().waiting() == 0, relay);
            assertEquals(Map.of("refused", 3L), relay.state().droppedBy());
        }
    }

    @Test
    void aMessageThatIsTooLargeDoesNotHoldUpTheOthers() throws Exception {
        try (Mosquitto upstream = Mosquitto.start(folder, "allow_anonymous true\nmax_packet_size 100\n");
                Relay relay = Relay.start(bridge("address 127.0.0.1:%d\ntopic # out 1\n".formatted(upstream.port())),
                        local)) {
            await(() -> relay.state().phase() == Phase.ONLINE, relay);
            local.publish("a", "x".repeat(92), 1, false); // a packet of 1 + 1 + 2 + 1 + 2 + 1 + 92 = 100 bytes, without its hop
            local.publish("a", "x".repeat(93), 1, false);
            local.publish("a", "x", 1, false);
            await(() -> relay.state().sent() + relay.state().dropped() == 3, relay);
            assertEquals(Map.of("too-large", 1L), relay.state().droppedBy());
            assertEquals(Phase.ONLINE, relay.state().phase());
        }
    }

    @Test
    void aMessageForWhichTheUpstreamHangsUpIsFoundAndDropped() throws Exception {
        String tooDeep = "a/".repeat(210); // mosquitto hangs up at more than 200 levels
        try (Mosquitto upstream = Mosquitto.start(folder);
                Relay relay = Relay.start(bridge("address 127.0.0.1:%d\ntopic bad out 1 \"\" %s\ntopic # out 1\n"
                        .formatted(upstream.port(), tooDeep)), local)) {
            await(() -> relay.state().phase() == Phase.ONLINE, relay);
            for (int i = 0; i < 5; i++) {
                local.publish(i == 2 ? "bad" : "good", "x", 1, false);
            }
            await(() -> relay.state().sent() == 4 && relay.state().dropped() == 1, relay);
            await(() -> relay.state().waiting() == 0, relay);
        }
    }

    private void openssl(String arguments) throws Exception {
        Process process = new ProcessBuilder(("openssl " + arguments).split(" ")).directory(folder.toFile())
                .redirectErrorStream(true).redirectOutput(folder.resolve("openssl.log").toFile()).start();
        assertEquals(0, process.waitFor(), () -> "openssl " + arguments);
    }

    private void makeCertificates() throws Exception {
        Peer.require("openssl", "openssl");
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem");
        Files.writeString(folder.resolve("names"), "subjectAltName=IP:127.0.0.1\n");
        for (String name : List.of("server", "client")) {
            openssl("req -newkey rsa:2048 -nodes -subj /CN=%s -keyout %s.key -out %s.csr".formatted(name, name, name));
            openssl("x509 -req -in %s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out %s.pem"
                    .formatted(name,
                            name));
        }
    }

    @Test
    void speaksTlsWithCertificatesOnBothSides() throws Exception {
        makeCertificates();
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=other -keyout other.key -out other.pem");
        try (Mosquitto upstream = Mosquitto.start(folder, """
                allow_anonymous true
                cafile ${folder}/ca.pem
                certfile ${folder}/server.pem
                keyfile ${folder}/server.key
                require_certificate true
                """)) {
            String lines = "address 127.0.0.1:%d\ntopic # out 1\nbridge_certfile F/client.pem\nbridge_keyfile F/client.key\n"
                    .formatted(upstream.port()).replace("F/", folder + "/");
            try (Relay relay = Relay.start(bridge(lines + "bridge_cafile " + folder + "/ca.pem\n"), local)) {
                await(() -> relay.state().phase() == Phase.ONLINE, relay);
                local.publish("a", "x", 1, false);
                await(() -> relay.state().sent() == 1, relay);
            }
            try (Relay relay = Relay.start(bridge(lines + "bridge_cafile " + folder + "/other.pem\n"), local)) {
                await(() -> relay.state().reason().contains("check bridge_cafile"), relay);
            }
            String localhost = lines.replace("127.0.0.1", "localhost"); // not the name in the certificate
            try (Relay relay = Relay.start(bridge(localhost + "bridge_cafile " + folder + "/ca.pem\n"), local)) {
                await(() -> relay.state().reason().contains("the name in the server's certificate"), relay);
            }
            try (Relay relay = Relay.start(
                    bridge(localhost + "bridge_insecure true\nbridge_tls_version tlsv1.2\nbridge_cafile " + folder
                            + "/ca.pem\n"),
                    local)) {
                await(() -> relay.state().phase() == Phase.ONLINE, relay);
            }
        }
    }

    @Test
    void refusesToStartWithoutItsCertificates() throws Exception {
        BridgeConfig bridge = bridge("address one\ntopic # out\nbridge_cafile /none/ca.pem\n");
        assertEquals(
                "Error: Unable to load bridge_cafile /none/ca.pem.%nThere is no such file; check the path.%nThe bridge is at %s:1."
                        .formatted(folder.resolve("bridge.conf")),
                assertThrows(RelayException.class, () -> Relay.start(bridge, local)).getMessage());
    }
}
