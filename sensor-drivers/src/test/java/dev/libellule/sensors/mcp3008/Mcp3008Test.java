package dev.libellule.sensors.mcp3008;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.SpiTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Mcp3008Test {
    private final int[] values = new int[8];

    /** Answers each transfer with the same bytes, and keeps what was sent. */
    private static final class FakeSpi implements SpiTarget {
        private final byte[] sent = new byte[8];
        private byte[] answer;
        private boolean broken;
        private int count;

        private FakeSpi(int... answer) {
            set(answer);
        }

        private void set(int... bytes) {
            answer = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                answer[i] = (byte) bytes[i];
            }
        }

        @Override
        public int bus() {
            return 0;
        }

        @Override
        public int chipSelect() {
            return 0;
        }

        @Override
        public void transfer(byte[] out, byte[] in, int length) {
            if (broken) {
                throw new BusException("gone", null);
            }
            sent[count++ & 7] = out[1];
            System.arraycopy(answer, 0, in, 0, length);
        }
    }

    @ParameterizedTest // equation 4-2
    @CsvSource({"0, 3300, 0", "512, 3300, 16500", "1023, 3300, 32968", "1, 5000, 49", "341, 4096, 13640"})
    void codesAreVolts(int code, int reference, int decimillivolts) {
        assertEquals(decimillivolts, Mcp3008.decimillivolts(code, reference));
    }

    @Test
    void readsTheEightChannelsAndAllocatesNothing() { // 10 0000 0110 = 518, then 1 1000 0001 lowest first: B1 to B9
        FakeSpi spi = new FakeSpi(0xFF, 0xFA, 0x06, 0b1100_0000, 0x80);
        Mcp3008 driver = new Mcp3008(spi, 3300);
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals(16_693, values[7]);
        assertArrayEquals(new byte[]{(byte) 0x80, (byte) 0x90, (byte) 0xA0, (byte) 0xB0, (byte) 0xC0, (byte) 0xD0,
                (byte) 0xE0, (byte) 0xF0}, spi.sent);
        assertEquals(0, Allocations.of(() -> driver.sample(values)));
    }

    @Test
    void aNullBitThatIsNotZeroIsNobody() {
        assertEquals(SensorStatus.NOT_RESPONDING,
                new Mcp3008(new FakeSpi(0xFF, 0xFF, 0xFF, 0xFF, 0xFF), 3300).sample(values));
    }

    @Test
    void bitsThatDoNotComeTwiceAreRejected() {
        assertEquals(SensorStatus.CHECKSUM,
                new Mcp3008(new FakeSpi(0xFF, 0xFA, 0x06, 0b1100_0000, 0x00), 3300).sample(values));
        assertEquals(SensorStatus.CHECKSUM,
                new Mcp3008(new FakeSpi(0xFF, 0xFA, 0x07 ^ 0x02, 0b1100_0000, 0x80), 3300).sample(values));
    }

    @Test
    void aBusThatIsGoneIsSaidAndComesBack() {
        FakeSpi spi = new FakeSpi(0xFF, 0xF8, 0x00, 0x00, 0x00);
        Mcp3008 driver = new Mcp3008(spi, 3300);
        spi.broken = true;
        assertEquals(SensorStatus.NOT_RESPONDING, driver.sample(values));
        spi.broken = false;
        assertEquals(SensorStatus.OK, driver.sample(values));
    }
}
