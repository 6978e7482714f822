package dev.libellule.gateway.broker;

import static dev.libellule.device.codec.MqttVersion.V3_1_1;
import static dev.libellule.device.codec.MqttVersion.V5_0;
import static dev.libellule.gateway.broker.TestClient.connect;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.codec.PacketType;
import dev.libellule.gateway.store.StoreFile;
import dev.libellule.gateway.store.StoredState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goes on from stores that the programs of older formats have really written, ended in order and killed; see their README. */
class OldFormatsTest {
    private static final long DAY_SECONDS = 86_400;
    private static final long LAST_SECONDS = 150;

    @TempDir
    Path folder;

    private void unpack(String name) throws IOException {
        try (InputStream in = OldFormatsTest.class.getResourceAsStream("store-formats/" + name + ".zip");
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Files.copy(zip, folder.resolve(entry.getName()));
            }
        }
    }

    private RestartingBroker open(String name) throws IOException {
        unpack(name);
        RestartingBroker broker = new RestartingBroker(folder);
        broker.wallMillis = 1_795_281_300_000L; // a minute later
        broker.start();
        broker.restart(); // now in the present format
        return broker;
    }

    private static List<String> received(RestartingBroker broker, TestClient client) {
        broker.commit();
        return client.received();
    }

    @ParameterizedTest
    @ValueSource(strings = {"format-1-ended", "format-1-killed", "format-2-ended", "format-2-killed"})
    void allThatWaitedIsThere(String name) throws IOException {
        try (RestartingBroker broker = open(name)) {
            assertEquals(List.of("CONNACK 1 0x00", "PUBLISH maison/salon/temp=20.5 q1 r0 d0 m1",
                    "PUBLISH maison/salon/temp=20.6 q1 r0 d0 m2", "PUBLISH maison/salon/temp=20.7 q1 r0 d0 m3",
                    "PUBLISH maison/salon/etat=ON q1 r0 d0 m6", "PUBLISH ordres/led=1 q2 r0 d0 m4",
                    "PUBLISH ordres/led=0 q2 r0 d0 m5"),
                    received(broker, broker.client(connect(V3_1_1, "maison", false))));
            assertEquals(List.of("CONNACK 1 0x00", "PUBLISH vol=en route q1 r0 d1 m1"),
                    received(broker, broker.client(connect(V3_1_1, "vol", false))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"format-1-ended", "format-1-killed", "format-2-ended", "format-2-killed"})
    void qos2GoesOnWhereItWas(String name) throws IOException { // 4.3.3
        try (RestartingBroker broker = open(name)) {
            TestClient receiver = broker.client(connect(V5_0, "demi", false));
            assertEquals(
                    List.of("CONNACK 1 0x00", "PUBREL 1 0x00", "PUBLISH demi/1=m1 q2 r0 d1 m2 s7",
                            "PUBLISH demi/2=m2 q2 r0 d1 m3 s7", "PUBLISH demi/x=une fois q2 r0 d0 m4 s7"),
                    received(broker, receiver));
            TestClient sender = broker.client(connect(V5_0, "emetteur", false));
            sender.publish("demi/x", "une fois", 2, false, 5); // again, since it has seen no PUBREC
            assertEquals(List.of("CONNACK 1 0x00", "PUBREC 5 0x00"), received(broker, sender));
            assertEquals(List.of(), received(broker, receiver));
            sender.acknowledge(PacketType.PUBREL, 5);
            assertEquals(List.of("PUBCOMP 5 0x00"), received(broker, sender));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"format-1-ended", "format-1-killed", "format-2-ended", "format-2-killed"})
    void theDelayedWillAndTheRetainedMessagesHaveTheirTimes(String name) throws IOException {
        try (RestartingBroker broker = open(name)) {
            TestClient reader = broker.client(connect(V5_0, "reader", true));
            reader.subscribe("#", 0);
            assertEquals(
                    List.of("CONNACK 0 0x00", "SUBACK 00", "PUBLISH bientot=périmé q0 r1 d0 m0 e",
                            "PUBLISH maison/1er étage/température=19.8 q0 r1 d0 m0",
                            "PUBLISH maison/salon/etat=ON q0 r1 d0 m0"),
                    received(broker, reader).stream().map(line -> line.replaceFirst("e315\\d{5}$", "e")).toList());
            passAllBut(broker, 5);
            assertEquals(List.of(), received(broker, reader));
            broker.pass(LAST_SECONDS);
            assertEquals(List.of("PUBLISH maison/testament=parti q0 r0 d0 m0"), received(broker, reader));
            assertEquals(4, broker.core.retained().count());
            passAllBut(broker, 360);
            assertEquals(4, broker.core.retained().count());
            broker.pass(LAST_SECONDS);
            assertEquals(3, broker.core.retained().count(), "one expires after a year");
        }
    }

    @Test
    void whereNothingCanBeWrittenWhatWaitedIsThereToo() throws IOException {
        unpack("format-2-killed");
        StoredState state = StoreFile.open(folder.resolve("libellule.db")).state();
        BrokerCore core = new BrokerCore(Limits.DEFAULT, Memory.ofThisJvm(),
                new Persistence(null, new HandLoop(), new Clocks(), state.days, state.lastId()));
        core.restore(state);
        TestClient client = new TestClient(core, new Carriers(), RestartingBroker.EVERYBODY,
                connect(V3_1_1, "maison", false));
        client.subscribe("more", 1);
        assertEquals(8, client.received().size());
        for (int identifier : new int[]{1, 2, 3, 6}) {
            client.acknowledge(PacketType.PUBACK, identifier);
        }
        client.publish("more", "1", 1, false, 1);
        client.lose();
        TestClient again = new TestClient(core, new Carriers(), RestartingBroker.EVERYBODY,
                connect(V3_1_1, "maison", false));
        assertEquals(List.of("CONNACK 1 0x00", "PUBLISH ordres/led=1 q2 r0 d1 m4", "PUBLISH ordres/led=0 q2 r0 d1 m5",
                "PUBLISH more=1 q1 r0 d1 m7"), again.received());
    }

    private static void passAllBut(RestartingBroker broker, long days) {
        long millis = 1_000 * (days * DAY_SECONDS - LAST_SECONDS);
        broker.nowMillis += millis;
        broker.wallMillis += millis;
        broker.pass(10);
    }
}
