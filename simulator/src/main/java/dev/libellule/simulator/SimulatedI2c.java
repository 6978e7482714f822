package dev.libellule.simulator;

import com.pi4j.io.exception.IOException;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CBase;
import com.pi4j.io.i2c.I2CBusBase;
import com.pi4j.io.i2c.I2CConfig;
import com.pi4j.io.i2c.I2CProvider;
import com.pi4j.io.i2c.I2CProviderBase;
import java.util.Map;
import java.util.concurrent.Callable;

/** Pi4J's I2C on register models: the provider and what it creates. */
final class SimulatedI2c {
    /** Id of the provider in Pi4J. */
    static final String PROVIDER = "libellule-simulated-i2c";

    private SimulatedI2c() {}

    /** Key of a chip: bus and address. */
    record Place(int bus, int address) {}

    /** Gives out devices; a place without a chip does not acknowledge. */
    static final class Provider extends I2CProviderBase {
        private final Map<Place, I2cModel> chips;

        Provider(Map<Place, I2cModel> chips) {
            super(PROVIDER, "Libellule simulated I2C");
            this.chips = chips;
        }

        @Override
        public I2C create(I2CConfig config) {
            Device device = new Device(this, config, chips);
            context().registry().add(device);
            return device;
        }
    }

    private static final class Bus extends I2CBusBase {
        Bus(I2CConfig config) {
            super(config);
        }

        @Override
        public <R> R execute(I2C i2c, Callable<R> action) {
            return _execute(i2c, action);
        }
    }

    private static final class Device extends I2CBase<Bus> {
        private final Map<Place, I2cModel> chips;
        private final Place place;

        Device(I2CProvider provider, I2CConfig config, Map<Place, I2cModel> chips) {
            super(provider, config, new Bus(config));
            this.chips = chips;
            this.place = new Place(config.bus(), config.device());
        }

        private I2cModel chip() {
            I2cModel chip = chips.get(place);
            if (chip == null) {
                throw new IOException("no acknowledgement");
            }
            return chip;
        }

        @Override
        public int readRegister(int register) {
            return chip().read(register);
        }

        @Override
        public int readRegister(byte[] register, byte[] buffer, int offset, int length) {
            return readRegister(register[0] & 0xFF, buffer, offset, length);
        }

        @Override
        public int readRegister(int register, byte[] buffer, int offset, int length) {
            I2cModel chip = chip();
            for (int i = 0; i < length; i++) {
                buffer[offset + i] = (byte) chip.read(register + i);
            }
            return length;
        }

        @Override
        public int writeRegister(int register, byte value) {
            chip().write(register, value & 0xFF);
            return 1;
        }

        @Override
        public int writeRegister(int register, byte[] data, int offset, int length) {
            I2cModel chip = chip();
            for (int i = 0; i < length; i++) {
                chip.write(register + i, data[offset + i] & 0xFF);
            }
            return length;
        }

        @Override
        public int writeRegister(byte[] register, byte[] data, int offset, int length) {
            return writeRegister(register[0] & 0xFF, data, offset, length);
        }

        @Override
        public int read() {
            return chip().read(0);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return readRegister(0, buffer, offset, length);
        }

        @Override
        public int write(byte value) {
            chip();
            return 1;
        }

        @Override
        public int write(byte[] data, int offset, int length) {
            return length < 2 ? length : writeRegister(data[offset] & 0xFF, data, offset + 1, length - 1) + 1;
        }
    }
}
