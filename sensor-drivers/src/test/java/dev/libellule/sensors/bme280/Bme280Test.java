package dev.libellule.sensors.bme280;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.node.SensorStatus;
import dev.libellule.sensors.bus.Allocations;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.bus.TranscriptTarget;
import dev.libellule.sensors.bus.Transcripts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class Bme280Test {
    /** Registers in memory, which notes the transfers and can be unplugged. */
    private static final class FakeTarget implements I2cTarget {
        final byte[] registers = new byte[256];
        final List<String> transfers = new ArrayList<>();
        boolean unplugged;

        FakeTarget() {
            registers[Bme280.REG_ID] = Bme280.CHIP_ID;
            System.arraycopy(Bme280CompensationTest.firstBlock(), 0, registers, Bme280Compensation.REG_CALIB_00, 26);
            System.arraycopy(Bme280CompensationTest.secondBlock(), 0, registers, Bme280Compensation.REG_CALIB_26, 7);
            reading(415_148, 519_888, 0x6E00);
        }

        void reading(int adcP, int adcT, int adcH) {
            byte[] burst = {(byte) (adcP >> 12), (byte) (adcP >> 4), (byte) (adcP << 4), (byte) (adcT >> 12),
                    (byte) (adcT >> 4),
                    (byte) (adcT << 4), (byte) (adcH >> 8), (byte) adcH};
            System.arraycopy(burst, 0, registers, Bme280.REG_PRESS_MSB, burst.length);
        }

        private void note(String transfer, int register, int value) {
            if (unplugged) {
                throw new BusException("no acknowledgement", null);
            }
            transfers.add("%s %02X %02X".formatted(transfer, register, value));
        }

        @Override
        public int bus() {
            return 1;
        }

        @Override
        public int address() {
            return 0x76;
        }

        @Override
        public int readRegister(int register) {
            note("R", register, registers[register]);
            return registers[register] & 0xFF;
        }

        @Override
        public void readRegisters(int register, byte[] into, int offset, int length) {
            note("B", register, length);
            System.arraycopy(registers, register, into, offset, length);
        }

        @Override
        public void writeRegister(int register, int value) {
            note("W", register, value);
            registers[register] = (byte) value;
        }

        @Override
        public void writeRegisters(int register, byte[] from, int offset, int length) {
            throw new AssertionError("this chip's driver writes single registers");
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            throw new AssertionError("this chip has registers");
        }

        @Override
        public void read(byte[] into, int offset, int length) {
            throw new AssertionError("this chip has registers");
        }
    }

    private final FakeTarget target = new FakeTarget();
    private final Bme280 driver = new Bme280(target);
    private final int[] values = new int[3];

    @Test
    void makesOneForcedConversionAndOneBurst() { // 3.3.3 and 4.1
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals(List.of("R D0 60", "R F3 00", "B 88 1A", "B E1 07", "W F2 01", "W F4 25", "R F3 00", "B F7 08"),
                target.transfers);
        assertEquals(2508, values[0]);
        assertEquals(100_653, values[2]);
        target.transfers.clear();
        driver.sample(values);
        assertEquals(List.of("W F2 01", "W F4 25", "R F3 00", "B F7 08"), target.transfers);
    }

    @Test
    void anotherChipAtItsAddressIsNotBelieved() {
        target.registers[Bme280.REG_ID] = 0x58; // a BMP280, which has no humidity
        assertEquals(SensorStatus.WRONG_CHIP, driver.sample(values));
    }

    @Test
    void aSkippedMeasurementIsNoValue() { // 5.4.3, 5.4.5
        target.reading(0x80000, 519_888, 0x6E00);
        assertEquals(SensorStatus.POWER_ON_VALUE, driver.sample(values));
        target.reading(415_148, 519_888, 0x8000);
        assertEquals(SensorStatus.POWER_ON_VALUE, driver.sample(values));
    }

    @Test
    void aChipThatGoesAndComesBackIsFoundAgain() {
        assertEquals(SensorStatus.OK, driver.sample(values));
        target.unplugged = true;
        assertEquals(SensorStatus.NOT_RESPONDING, driver.sample(values));
        target.unplugged = false;
        target.transfers.clear();
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals("R D0 60", target.transfers.getFirst());
    }

    @Test
    void aChipThatNeverFinishesIsGivenUp() {
        target.registers[Bme280.REG_STATUS] = Bme280.STATUS_MEASURING;
        assertEquals(SensorStatus.TIMEOUT, driver.sample(values));
    }

    @Test
    void aChipWhoseParametersAreNotThereYetIsAskedAgain() { // 5.4.4, im_update
        target.registers[Bme280.REG_STATUS] = Bme280.STATUS_IM_UPDATE;
        assertEquals(SensorStatus.TIMEOUT, driver.sample(values));
        target.registers[Bme280.REG_STATUS] = 0;
        assertEquals(SensorStatus.OK, driver.sample(values));
        assertEquals(2508, values[0]);
    }

    @Test
    void playsItsTranscriptAndAllocatesNothing() {
        TranscriptTarget transcript = Transcripts.file("bme280.txt");
        Bme280 played = new Bme280(transcript, transcript);
        assertEquals(SensorStatus.OK, played.sample(values));
        transcript.isOver();
        assertEquals(2508, values[0]);
        assertEquals(100_653, values[2]);
        assertEquals(0, Allocations.of(() -> {
            transcript.again();
            played.sample(values);
        }));
    }
}
