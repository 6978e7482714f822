package dev.libellule.device.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.client.Allocation;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetailsTest {
    private static final long UTC = 1_760_000_000_123L;

    private final RecordingLink link = new RecordingLink();
    private final Signal temperature = new Signal("maison/salon/temp", 1).range(-400, 850).oldAfterMillis(60_000)
            .details(new Details("°C", "salon-uno", "salon").asJson());
    private final Node node = new Node(link, "salon-uno/$etat", new Sampling[0], new Signal[]{temperature},
            new Command[0]).wallClock(() -> UTC);

    @Test
    void jsonStandsBesideTheBareValue() {
        connect();
        temperature.offer(225, 40);
        node.step(50);
        assertEquals(List.of("maison/salon/temp 22.5 q0", json("22.5", UTC - 10, "good")), link.take());
        node.step(60);
        assertEquals(List.of(), link.take());
    }

    @Test
    void qualityIsOldWhenNothingComesForTooLong() {
        connect();
        temperature.offer(225, 0);
        assertEquals(60_000, node.step(0));
        link.take();
        node.step(59_999);
        assertEquals(List.of(), link.take());
        node.step(60_000);
        assertEquals(List.of(json("22.5", UTC, "old")), link.take(),
                "the bare value is not sent again: it would look fresh");
        temperature.offer(225, 70_000);
        node.step(70_000);
        assertEquals(List.of(json("22.5", UTC, "good")), link.take(), "the same value is good again");
    }

    @Test
    void qualityIsBadWhenAReadingFailsOrIsOutsideTheRange() {
        connect();
        temperature.failed();
        node.step(0);
        assertEquals(List.of("maison/salon/temp/json {\"v\":null,\"u\":\"°C\",\"q\":\"bad\",\"src\":\"salon-uno\","
                + "\"place\":\"salon\"} q0"), link.take());
        temperature.offer(225, 10);
        node.step(10);
        link.take();
        temperature.offer(-1270, 20);
        node.step(20);
        assertEquals(List.of(json("22.5", UTC, "bad")), link.take());
        assertEquals(Quality.BAD, temperature.quality());
    }

    @Test
    void failedSampleMakesItsSignalsBad() {
        Sensor broken = new Sensor() {
            @Override
            public int quantityCount() {
                return 1;
            }

            @Override
            public Quantity quantity(int index) {
                return new Quantity("temperature", "°C", 2, -4000, 8500);
            }

            @Override
            public int sample(int[] values) {
                return SensorStatus.CHECKSUM;
            }
        };
        new Sampling(broken, new Signal[]{temperature}, 1000).step(0);
        assertEquals(Quality.BAD, temperature.quality());
    }

    @Test
    void propertiesAreAddedOnRequest() {
        Signal hum = new Signal("hum", 0).details(new Details("%", "uno", "").asProperties());
        Node other = new Node(link, "uno/$etat", new Sampling[0], new Signal[]{hum}, new Command[0])
                .wallClock(() -> UTC);
        link.showsProperties = true;
        link.connection = 1;
        hum.offer(41, 0);
        other.step(0);
        assertEquals("hum 41 q0 unit=% src=uno ts=" + UTC, link.take().getLast());
    }

    @Test
    void withoutACalendarThereIsNoTime() {
        Signal hum = new Signal("hum", 0).details(new Details("", "salle \"2\"\\", "").asJson());
        Node other = new Node(link, "uno/$etat", new Sampling[0], new Signal[]{hum}, new Command[0]);
        link.connection = 1;
        hum.offer(41, 0);
        other.step(0);
        assertEquals("hum/json {\"v\":41,\"q\":\"good\",\"src\":\"salle \\\"2\\\"\\\\\"} q0", link.take().getLast());
    }

    @Test
    void jsonThatFoundNoRoomFollows() {
        connect();
        link.room = 1;
        temperature.offer(225, 0);
        node.step(0);
        assertEquals(1, link.take().size());
        link.room = 10;
        node.step(5);
        assertEquals(List.of(json("22.5", UTC, "good")), link.take());
    }

    @Test
    void keptOfflineItSaysWhenItWasTrue() {
        long[] utc = {UTC};
        temperature.keepOffline(0);
        Node offline = new Node(link, "uno/$etat", new Sampling[0], new Signal[]{temperature}, new Command[0],
                OfflineRing.droppingOldest(new byte[1000], 10)).wallClock(() -> utc[0]);
        temperature.offer(225, 0);
        offline.step(0);
        utc[0] += 5000;
        link.connection = 1;
        offline.step(5000);
        assertEquals(List.of("uno/$etat online q1 r", "maison/salon/temp 22.5 q0", json("22.5", UTC, "good")),
                link.take());
    }

    @Test
    void allocatesNothing() {
        connect();
        Signal both = new Signal("t", 1).details(new Details("°C", "uno", "salon").asJson().asProperties());
        Node quiet = new Node(new Taker(), "uno/$etat", new Sampling[0], new Signal[]{both}, new Command[0])
                .wallClock(System::currentTimeMillis);
        int[] now = {0};
        assertEquals(0, Allocation.bytesOf(() -> {
            now[0]++;
            both.offer(now[0], now[0]);
            quiet.step(now[0]);
        }));
    }

    @Test
    void longNumbersAreWrittenWhole() {
        byte[] out = new byte[DecimalText.LONGEST_LONG];
        for (long value : new long[]{0, 9, 10, -1, UTC, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertEquals(Long.toString(value), new String(out, 0, DecimalText.writeLong(value, out, 0)));
        }
    }

    private void connect() {
        link.connection = 1;
        node.step(0);
        link.take();
    }

    private static String json(String value, long ts, String quality) {
        return "maison/salon/temp/json {\"v\":" + value + ",\"u\":\"°C\",\"ts\":" + ts + ",\"q\":\"" + quality
                + "\",\"src\":\"salon-uno\",\"place\":\"salon\"} q0";
    }

    /** Takes everything. */
    private static final class Taker implements Link {
        @Override
        public int connection() {
            return 1;
        }

        @Override
        public boolean isResumed() {
            return false;
        }

        @Override
        public int publish(byte[] topicName, byte[] payload, int offset, int length, int qos, boolean retain,
                byte[] properties, int propertiesLength) {
            return 0;
        }

        @Override
        public boolean hidesOwnMessages() {
            return true;
        }

        @Override
        public int subscribe(byte[] topicFilter, int options) {
            return 0;
        }
    }
}
