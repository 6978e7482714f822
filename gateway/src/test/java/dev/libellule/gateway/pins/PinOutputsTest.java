package dev.libellule.gateway.pins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.BoardFile;
import dev.libellule.device.node.Link;
import dev.libellule.device.node.Node;
import dev.libellule.device.node.Sampling;
import dev.libellule.sensors.pi4j.PiBuses;
import dev.libellule.simulator.SimulatedPi;
import dev.libellule.simulator.chips.Hd44780Model;
import dev.libellule.simulator.chips.Mcp23017Model;
import dev.libellule.simulator.chips.Pca9685Model;
import dev.libellule.simulator.chips.Pcf8574Model;
import dev.libellule.simulator.chips.Ssd1306Model;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Outputs and inputs of every kind, from the board file over the real drivers to simulated chips, and what is published. */
class PinOutputsTest {
    private final SimulatedPi pi = new SimulatedPi();
    private final Recorder link = new Recorder();
    private PinParts parts;
    private Node node;

    @AfterEach
    void close() {
        pi.close();
    }

    private void start(String entries) {
        String yaml = "board: pi\nmodel: raspberry-pi\nplace: salon\n" + entries;
        parts = new PinParts(BoardFile.parse("pi.yaml", yaml.getBytes(StandardCharsets.UTF_8)),
                new PiBuses(pi.context()), pi.sys());
        node = new Node(link, "maison/pi/$etat", new Sampling[0], parts.signals(), parts.commands());
        node.step(0);
    }

    private void receive(String name, String payload) {
        byte[] topic = ("maison/salon/" + name + "/set").getBytes(StandardCharsets.UTF_8);
        byte[] message = ("maison/salon/" + name + "/set" + payload).getBytes(StandardCharsets.UTF_8);
        assertTrue(node.received(message, 0, topic.length, topic.length, message.length - topic.length, false));
    }

    @Test
    void aRelayOnAPinIsOffWhileItsLineIsHigh() {
        start("outputs: [{name: pompe, chip: relay, gpio: 17, longest-on: 10 min, shortest-off: 1 min}]\n");
        assertTrue(pi.isHigh(17));
        assertEquals(List.of("OFF start"), link.take("pompe"));
        receive("pompe", "ON");
        node.step(1000);
        assertEquals(List.of("OFF start refused shortest-off"), link.take("pompe"));
        node.step(60_000);
        receive("pompe", "ON");
        node.step(60_001);
        assertFalse(pi.isHigh(17));
        assertEquals(List.of("ON command"), link.take("pompe"));
        node.step(660_001);
        assertTrue(pi.isHigh(17));
        assertEquals(List.of("OFF longest-on"), link.take("pompe"));
        receive("pompe", "ON");
        node.step(660_002);
        assertTrue(pi.isHigh(17), "it has to be off for a minute");
    }

    @Test
    void anActiveLowPinIsTurnedRoundAndItsStatesAreNot() {
        start("""
                outputs:
                  - {name: pompe, gpio: 17, active: low, without-link: on after 30 s}
                  - {name: voyant, gpio: 18, active: low, start: on, exit: off}
                """);
        assertTrue(pi.isHigh(17), "off from the start");
        assertFalse(pi.isHigh(18), "on from the start");
        assertEquals(List.of("OFF start"), link.take("pompe"));
        assertEquals(List.of("ON start"), link.take("voyant"));
        link.connection = 0;
        node.step(1);
        node.step(30_001);
        assertFalse(pi.isHigh(17));
        link.connection = 2;
        node.step(30_002);
        assertEquals("ON no-link", link.take("pompe").getLast());
        receive("pompe", "TOGGLE");
        node.step(30_003);
        assertTrue(pi.isHigh(17));
        assertEquals("OFF command", link.take("pompe").getLast());
        parts.close();
        node.step(30_004);
        assertTrue(pi.isHigh(18));
        assertEquals("OFF exit", link.take("voyant").getLast());
    }

    @Test
    void outputsOnChipsHaveTheirStartAndExitStates() {
        Pcf8574Model pcf = new Pcf8574Model();
        Mcp23017Model mcp = new Mcp23017Model();
        Pca9685Model pca = new Pca9685Model();
        pi.plug(1, 0x20, pcf);
        pi.plug(1, 0x21, mcp);
        pi.plug(1, 0x40, pca);
        start("""
                outputs:
                  - {name: a, chip: pcf8574, channel: 3, start: on, exit: off}
                  - {name: b, chip: mcp23017, address: 0x21, channel: 9, exit: keep}
                  - {name: c, chip: pca9685, channel: 2, start: on, exit: off}
                  - {name: d, chip: pca9685, channel: 4, as: rgb}
                  - {name: e, chip: pca9685, channel: 8, as: servo}
                """);
        assertFalse(pcf.isHigh(3), "on is low there");
        assertFalse(mcp.isHigh(9));
        assertEquals(pca.periodNanos(), pca.dutyNanos(2));
        assertEquals(List.of("ON start"), link.take("a"));
        assertEquals(List.of("100 start"), link.take("c"));
        assertEquals(List.of("0,0,0 start"), link.take("d"));
        receive("b", "ON");
        receive("c", "50");
        receive("d", "#FF0000");
        receive("e", "90");
        node.step(1);
        assertTrue(mcp.isHigh(9));
        assertEquals(0.184, (double) pca.dutyNanos(2) / pca.periodNanos(), 0.001);
        assertEquals(pca.periodNanos(), pca.dutyNanos(4));
        assertEquals(0, pca.dutyNanos(5));
        assertEquals(1_500_000, pca.dutyNanos(8), 5_000);
        assertEquals(List.of("50 command"), link.take("c"));
        assertEquals(List.of("255,0,0 command"), link.take("d"));
        assertEquals("90 command", link.take("e").getLast());
        parts.close();
        node.step(2);
        assertTrue(pcf.isHigh(3));
        assertTrue(mcp.isHigh(9), "kept");
        assertEquals(0, pca.dutyNanos(2));
        assertEquals(List.of("OFF exit"), link.take("a"));
        assertEquals(List.of("0 exit"), link.take("c"));
    }

    @Test
    void aLostLinkSwitchesToTheSafeState() {
        Pca9685Model pca = new Pca9685Model();
        pi.plug(1, 0x40, pca);
        start("outputs: [{name: chauffage, chip: pca9685, channel: 0, start: on, without-link: off after 30 s}]\n");
        assertTrue(pca.dutyNanos(0) > 0);
        link.connection = 0;
        node.step(1);
        node.step(30_001);
        assertEquals(0, pca.dutyNanos(0));
        link.connection = 2;
        node.step(30_002);
        assertEquals("0 no-link", link.take("chauffage").getLast());
    }

    @Test
    void whoeverCommandsBeyondABridgeMayBeLostToo() {
        start("""
                outputs:
                  - {name: chauffage, gpio: 17, start: on, without-link: off after 30 s}
                  - {name: lampe, gpio: 18, start: on}
                """);
        assertEquals(1000, parts.watchLinks("maison/salon/chauffage/set"::equals));
        node.step(1);
        node.step(30_000);
        assertTrue(pi.isHigh(17));
        node.step(30_001);
        assertFalse(pi.isHigh(17));
        assertTrue(pi.isHigh(18), "it has no state without link");
        assertEquals("OFF no-link", link.take("chauffage").getLast());
        receive("chauffage", "ON"); // from here, where the link is not lost
        node.step(90_000);
        assertTrue(pi.isHigh(17), "once for each outage");
        parts.watchLinks(_ -> false);
        node.step(90_001);
        parts.watchLinks(_ -> true);
        node.step(90_002);
        node.step(120_002);
        assertFalse(pi.isHigh(17), "the next outage");
    }

    @Test
    void statesAreJsonTooWhereTheBoardFileSaysSo() {
        start("""
                inputs: [{name: bouton, gpio: 27, json: true}]
                outputs: [{name: lampe, gpio: 18, json: true}]
                """);
        parts.turn(1);
        node.step(1);
        assertEquals(List.of("{\"v\":0,\"q\":\"good\",\"src\":\"pi\",\"place\":\"salon\"}"),
                link.take("bouton/json").stream().filter(text -> text.contains("good")).toList());
        assertEquals(List.of("{\"v\":0,\"reason\":\"start\",\"src\":\"pi\",\"place\":\"salon\"}"),
                link.take("lampe/json"));
        receive("lampe", "ON");
        node.step(2);
        assertEquals(List.of("{\"v\":1,\"reason\":\"command\",\"src\":\"pi\",\"place\":\"salon\"}"),
                link.take("lampe/json"));
    }

    @Test
    void displaysShowWhatTheyAreTold() {
        Hd44780Model lcd = new Hd44780Model(System::nanoTime);
        Ssd1306Model oled = new Ssd1306Model(64);
        pi.plug(1, 0x27, lcd);
        pi.plug(1, 0x3C, oled);
        start("""
                outputs:
                  - {name: lcd, chip: hd44780}
                  - {name: oled, chip: ssd1306, start: on}
                """);
        receive("lcd", "Salon\n22.5 °C");
        receive("oled", "I");
        node.step(1);
        assertEquals("Salon           \n22.5 °C         ", lcd.text(16, 2));
        assertEquals("Salon\n22.5 °C command", link.take("lcd").getLast());
        assertTrue(oled.pixels(0, 0, 6, 8).startsWith(".###..\n..#...\n"));
        parts.close();
        node.step(2);
        assertFalse(lcd.isLit());
    }

    @Test
    void aChipThatIsNotThereSpoilsItsOwnOutputsOnly() {
        start("""
                outputs:
                  - {name: a, chip: mcp23017, channel: 0}
                  - {name: b, chip: hd44780}
                  - {name: c, gpio: 17}
                """);
        receive("a", "ON");
        receive("b", "bonjour");
        receive("c", "ON");
        node.step(1);
        assertEquals("OFF start refused failed", link.take("a").getLast());
        assertEquals(" start refused failed", link.take("b").getLast());
        assertEquals("ON command", link.take("c").getLast());
        Mcp23017Model mcp = new Mcp23017Model();
        pi.plug(1, 0x20, mcp);
        receive("a", "ON");
        node.step(2);
        assertEquals("ON command", link.take("a").getLast());
        assertTrue(mcp.isHigh(0));
    }

    @Test
    void inputsAreWhatTheBoardFileSaysTheyAre() {
        Pcf8574Model pcf = new Pcf8574Model();
        pi.plug(1, 0x20, pcf);
        start("""
                inputs:
                  - {name: bouton, gpio: 27}
                  - {name: porte, gpio: 22, as: reed}
                  - {name: garage, gpio: 24, as: reed, active: low}
                  - {name: fuite, gpio: 23, as: leak, hold: 10 s}
                  - {name: sonnette, chip: pcf8574, channel: 5}
                outputs:
                  - {name: voyant, chip: pcf8574, channel: 6}
                """);
        parts.turn(0);
        node.step(0);
        assertEquals(List.of("0"), link.take("bouton"));
        assertEquals(List.of("1"), link.take("porte"), "nothing closes it: open, as with a cut cable");
        assertEquals(List.of("0"), link.take("garage"), "turned round: a contact that the magnet opens");
        assertEquals(List.of("0"), link.take("fuite"));
        assertEquals(List.of("0"), link.take("sonnette"));
        pi.drive(22, false);
        pi.drive(23, false);
        pcf.tieLow(5);
        for (int now = 1000; now <= 2000; now += 500) {
            parts.turn(now);
            node.step(now);
        }
        assertEquals(List.of("0"), link.take("porte"));
        assertEquals(List.of("1"), link.take("fuite"));
        assertEquals(List.of("1"), link.take("sonnette"));
        pi.unplug(1, 0x20);
        parts.turn(3000);
        node.step(3000);
        assertEquals(List.of(), link.take("sonnette"), "nobody knows");
    }

    /** Keeps what is published: payload, and of a state its reason and refusal. */
    private static final class Recorder implements Link {
        private record Seen(String topic, String text) {}

        private final List<Seen> seen = new ArrayList<>();
        private int connection = 1;

        List<String> take(String name) {
            List<String> texts = seen.stream().filter(one -> one.topic().equals("maison/salon/" + name))
                    .map(Seen::text).toList();
            seen.removeIf(one -> one.topic().equals("maison/salon/" + name));
            return texts;
        }

        public int connection() {
            return connection;
        }

        public boolean isResumed() {
            return false;
        }

        public boolean hidesOwnMessages() {
            return true;
        }

        public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain,
                byte[] properties, int propertiesLength) {
            StringBuilder text = new StringBuilder(new String(payload, offset, length, StandardCharsets.UTF_8));
            for (int at = 0; at < propertiesLength;) { // 3.3.2.3.7: 26h, name, value
                int name = (properties[at + 1] & 0xFF) << 8 | properties[at + 2] & 0xFF;
                int value = (properties[at + 3 + name] & 0xFF) << 8 | properties[at + 4 + name] & 0xFF;
                String key = new String(properties, at + 3, name, StandardCharsets.UTF_8);
                text.append(key.equals("reason") ? " " : " " + key + " ")
                        .append(new String(properties, at + 5 + name, value, StandardCharsets.UTF_8));
                at += 5 + name + value;
            }
            seen.add(new Seen(new String(topicName, StandardCharsets.UTF_8), text.toString()));
            return 0;
        }

        public int subscribe(byte[] topicFilter, int qos) {
            return 0;
        }
    }
}
