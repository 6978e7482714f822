package dev.libellule.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.Peer;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.MosquittoConf;
import dev.libellule.gateway.relay.RelayStatus.Phase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay to Debian's mosquitto: what goes up, what comes down, and what happens when it goes away. */
class RelayIT {
    private static final String LINES = """
            topic maison/# out 1 "" site37/
            topic ctrlled in 1 "" site37/
            restart_timeout 1 1
            keepalive_interval 5
            remote_clientid pi1
            """;

    @TempDir
    Path folder;

    private final TestBroker local = new TestBroker();
    private final List<Process> watchers = new ArrayList<>();
    private Mosquitto upstream;
    private Relay relay;

    @BeforeAll
    static void needsTheTools() {
        Peer.require("mosquitto_sub", "mosquitto-clients");
    }

    @AfterEach
    void end() {
        if (relay != null) {
            relay.close();
        }
        watchers.forEach(Process::destroyForcibly);
        if (upstream != null) {
            upstream.close();
        }
        local.close();
    }

    private void startRelay(String lines) throws IOException {
        String text = "connection amont\naddress 127.0.0.1:%d\n".formatted(upstream.port()) + lines;
        BridgeConfig bridge = MosquittoConf.parse(Files.writeString(folder.resolve("bridge.conf"), text)).bridges()
                .getFirst();
        relay = Relay.start(bridge, local);
    }

    private static void await(BooleanSupplier condition, Supplier<String> what) {
        TestBroker.await(condition, what);
    }

    private void awaitPhase(Phase phase) {
        await(() -> relay.state().phase() == phase, () -> phase + ", but it is " + relay.state());
    }

    /** The lines {@code topic payload} that a client with a persistent session of the upstream gets. */
    private List<String> watch(String filter) throws IOException {
        String[] command = {"mosquitto_sub", "-h", "127.0.0.1", "-p", Integer.toString(upstream.port()), "-V",
                "mqttv311", "-c", "-i",
                "watcher", "-q", "1", "-v", "-t", filter, "-t", "ready", "-F", "%t %p"};
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        watchers.add(process);
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread.ofVirtual().start(() -> {
            try (BufferedReader reader = process.inputReader()) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add("watcher ended: " + e);
            }
        });
        await(() -> {
            send("ready", "1");
            return lines.contains("ready 1");
        }, () -> "the watcher is subscribed");
        return lines;
    }

    private void send(String topic, String text, String... more) {
        List<String> command = new ArrayList<>(
                List.of("mosquitto_pub", "-h", "127.0.0.1", "-p", Integer.toString(upstream.port()),
                        "-q", "1", "-t", topic, "-m", text));
        command.addAll(List.of(more));
        try {
            assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every number has arrived, and the first arrivals are in order. */
    private static void awaitNumbers(List<String> lines, int count) {
        await(() -> numbers(lines).size() == count, () -> count + " numbers, but there are " + numbers(lines));
        for (int i = 0; i < count; i++) {
            assertEquals("site37/maison/n " + i, numbers(lines).get(i));
        }
    }

    private static List<String> numbers(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("site37/maison/n ")).distinct().toList();
    }

    @Test
    void relaysBothWaysThroughAStopAndAKill() throws Exception {
        upstream = Mosquitto.start(folder);
        List<String> lines = watch("site37/maison/#");
        startRelay(LINES);
        awaitPhase(Phase.ONLINE);
        assertEquals("1", local.retained("$SYS/broker/connection/amont/state"));
        local.publish("maison/1er étage/température", "19.8", 1, false);
        await(() -> lines.contains("site37/maison/1er étage/température 19.8"), lines::toString);
        send("site37/ctrlled", "1");
        await(() -> local.textsOf("ctrlled").equals(List.of("1")), () -> local.textsOf("ctrlled").toString());
        int number = 0;
        for (boolean isKilled : new boolean[]{false, true}) {
            local.publish("maison/n", Integer.toString(number++), 1, false);
            awaitNumbers(lines, number);
            if (isKilled) {
                upstream.kill();
            } else {
                upstream.stop();
            }
            await(() -> "0".equals(local.retained("$SYS/broker/connection/amont/state")), () -> "0 for the state");
            for (int i = 0; i < 50; i++) { // more than one window
                local.publish("maison/n", Integer.toString(number++), 1, false);
            }
            await(() -> relay.state().waiting() == 50, () -> relay.state().toString());
            upstream.start();
            awaitPhase(Phase.ONLINE);
            awaitNumbers(lines, number);
            await(() -> relay.state().waiting() == 0, () -> "everything is acknowledged");
            int commands = local.textsOf("ctrlled").size();
            send("site37/ctrlled", "0");
            await(() -> local.textsOf("ctrlled").size() == commands + 1, () -> local.textsOf("ctrlled").toString());
        }
        assertEquals(0, relay.state().dropped());
    }

    @Test
    void bringsWhatCameWhileWeWereAway() throws Exception {
        upstream = Mosquitto.start(folder);
        startRelay(LINES);
        awaitPhase(Phase.ONLINE);
        relay.close();
        assertEquals(Phase.ENDED, relay.state().phase());
        send("site37/ctrlled", "1");
        startRelay(LINES);
        await(() -> local.textsOf("ctrlled").equals(List.of("1")), () -> local.textsOf("ctrlled").toString());
    }

    @Test
    void tellsTheUpstreamHowItIs() throws Exception {
        upstream = Mosquitto.start(folder);
        List<String> lines = watch("$SYS/broker/connection/#");
        startRelay(LINES);
        await(() -> lines.contains("$SYS/broker/connection/pi1/state 1"), lines::toString);
        relay.close();
        await(() -> lines.contains("$SYS/broker/connection/pi1/state 0"), lines::toString);
        assertEquals("0", local.retained("$SYS/broker/connection/amont/state"));
    }

    @Test
    void keepsTheRetainFlagBothWays() throws Exception {
        upstream = Mosquitto.start(folder);
        send("site37/ctrlled", "1", "-r");
        startRelay(LINES);
        awaitPhase(Phase.ONLINE);
        await(() -> "1".equals(local.retained("ctrlled")), () -> local.textsOf("ctrlled").toString());
        local.publish("maison/lampe", "ON", 1, true);
        await(() -> relay.state().sent() == 1, () -> "it is acknowledged");
        List<String> later = watch("site37/maison/#");
        await(() -> later.contains("site37/maison/lampe ON"), later::toString);
    }

    @Test
    void oneLineForBothDirectionsMakesNoLoop() throws Exception {
        upstream = Mosquitto.start(folder);
        List<String> lines = watch("partage/#");
        startRelay("topic partage/# both 1\nremote_clientid pi1\nrestart_timeout 1\n");
        awaitPhase(Phase.ONLINE);
        local.publish("partage/a", "from here", 1, false);
        send("partage/b", "from there");
        await(() -> lines.contains("partage/a from here") && local.textsOf("partage/b").size() == 1, lines::toString);
        local.publish("partage/end", "end", 1, false); // whatever went round would have come before it
        await(() -> lines.contains("partage/end end"), lines::toString);
        assertEquals(List.of("from here"), local.textsOf("partage/a"));
        assertEquals(1, lines.stream().filter("partage/b from there"::equals).count());
    }

    @Test
    void findsADeafConnection() throws Exception {
        upstream = Mosquitto.start(folder);
        List<String> lines = watch("site37/maison/#");
        startRelay(LINES);
        awaitPhase(Phase.ONLINE);
        upstream.freeze();
        try {
            local.publish("maison/n", "0", 1, false);
            await(() -> relay.state().phase() != Phase.ONLINE, () -> "offline, but it is " + relay.state());
            assertTrue(relay.state().reason().contains("not acknowledged a message for 5 s"), relay.state()::toString);
        } finally {
            upstream.thaw();
        }
        awaitPhase(Phase.ONLINE);
        awaitNumbers(lines, 1);
    }

    @Test
    void saysWhyItIsNotConnected() throws Exception {
        Files.writeString(folder.resolve("users"), "");
        assertEquals(0,
                new ProcessBuilder("mosquitto_passwd", "-b", folder.resolve("users").toString(), "sondes", "mot2passe")
                        .start()
                        .waitFor());
        upstream = Mosquitto.start(folder, "password_file ${folder}/users\nallow_anonymous false\n");
        startRelay(LINES + "remote_username sondes\nremote_password faux\n");
        awaitPhase(Phase.WAITING);
        await(() -> relay.state().reason().contains("check remote_username and remote_password"),
                relay.state()::toString);
        relay.close();
        startRelay(LINES + "remote_username sondes\nremote_password mot2passe\n");
        awaitPhase(Phase.ONLINE);
        upstream.stop();
        await(() -> relay.state().reason()
                .equals("127.0.0.1:%d refuses the connection; is a broker running there, on that port?"
                        .formatted(upstream.port())),
                () -> relay.state().toString());
        relay.close();
        startRelay("address host.invalid\n" + LINES);
        await(() -> relay.state().reason().contains("unknown host 'host.invalid'"), () -> relay.state().toString());
    }
}
