package dev.libellule.sensors.pi4j;

import com.pi4j.io.i2c.I2C;
import com.pi4j.io.spi.Spi;
import dev.libellule.sensors.bus.BusException;
import dev.libellule.sensors.bus.I2cTarget;
import dev.libellule.sensors.bus.SpiTarget;

/**
 * Targets on Pi4J's buses. Blocks go straight from and into the caller's arrays.
 *
 * <p>A plug-in may throw what it likes, not only what Pi4J has for it: whatever it is, one transfer has failed.
 */
final class PiTargets {
    private PiTargets() {}

    /** The port on Pi4J's I2C. */
    record I2cDevice(I2C i2c, int bus, int address, BusGuard guard, String name) implements I2cTarget {
        @Override
        public int readRegister(int register) {
            int value;
            guard.enter(name);
            try {
                value = i2c.readRegister(register);
            } catch (RuntimeException e) {
                throw registerFailure("read", register, e);
            } finally {
                guard.leave();
            }
            if (value < 0) {
                throw registerFailure("read", register, null);
            }
            return value;
        }

        @Override
        public void readRegisters(int register, byte[] into, int offset, int length) {
            int count;
            guard.enter(name);
            try {
                count = i2c.readRegister(register, into, offset, length);
            } catch (RuntimeException e) {
                throw registerFailure("read", register, e);
            } finally {
                guard.leave();
            }
            if (count < length) { // some say the length of the array
                throw failure("read of %d bytes at register 0x%02X gave %d".formatted(length, register, count), null);
            }
        }

        @Override
        public void writeRegister(int register, int value) {
            guard.enter(name);
            try {
                i2c.writeRegister(register, (byte) value);
            } catch (RuntimeException e) {
                throw registerFailure("write", register, e);
            } finally {
                guard.leave();
            }
        }

        @Override
        public void writeRegisters(int register, byte[] from, int offset, int length) {
            guard.enter(name);
            try {
                i2c.writeRegister(register, from, offset, length);
            } catch (RuntimeException e) {
                throw registerFailure("write", register, e);
            } finally {
                guard.leave();
            }
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            guard.enter(name);
            try {
                i2c.write(from, offset, length);
            } catch (RuntimeException e) {
                throw failure("write of %d bytes".formatted(length), e);
            } finally {
                guard.leave();
            }
        }

        @Override
        public void read(byte[] into, int offset, int length) {
            int count;
            guard.enter(name);
            try {
                count = i2c.read(into, offset, length);
            } catch (RuntimeException e) {
                throw failure("read of %d bytes".formatted(length), e);
            } finally {
                guard.leave();
            }
            if (count < length) {
                throw failure("read of %d bytes gave %d".formatted(length, count), null);
            }
        }

        private BusException registerFailure(String what, int register, RuntimeException cause) {
            return failure("%s of register 0x%02X".formatted(what, register), cause);
        }

        private BusException failure(String what, RuntimeException cause) {
            return new BusException(
                    "I2C bus %d address 0x%02X: %s failed%s; check wiring, address and power".formatted(bus,
                            address, what, cause == null ? "" : " (" + cause.getMessage() + ")"),
                    cause);
        }
    }

    /** The port on Pi4J's SPI. */
    record SpiDevice(Spi spi, int bus, int chipSelect, BusGuard guard, String name) implements SpiTarget {
        @Override
        public void transfer(byte[] out, byte[] in, int length) {
            guard.enter(name);
            try {
                spi.transfer(out, 0, in, 0, length);
            } catch (RuntimeException e) {
                throw new BusException("SPI bus %d chip select %d: transfer of %d bytes failed (%s)".formatted(bus,
                        chipSelect, length, e.getMessage()), e);
            } finally {
                guard.leave();
            }
        }
    }
}
