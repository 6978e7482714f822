package dev.libellule.simulator;

import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CBase;
import com.pi4j.io.i2c.I2CBusBase;
import com.pi4j.io.i2c.I2CConfig;
import com.pi4j.io.i2c.I2CProvider;
import com.pi4j.io.i2c.I2CProviderBase;
import dev.libellule.sensors.bus.I2cTarget;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** Pi4J's I2C on models of chips: the provider and what it creates. */
final class SimulatedI2c {
    /** Id of the provider in Pi4J. */
    static final String PROVIDER = "libellule-simulated-i2c";

    private SimulatedI2c() {}

    /** Key of a chip: bus and address. */
    record Place(int bus, int address) {}

    /** Gives out devices; a place without a chip does not acknowledge. */
    static final class Provider extends I2CProviderBase {
        private final Map<Place, I2cModel> chips;
        private final Map<Integer, Object> locks = new ConcurrentHashMap<>();

        Provider(Map<Place, I2cModel> chips) {
            super(PROVIDER, "Libellule simulated I2C");
            this.chips = chips;
        }

        @Override
        public I2C create(I2CConfig config) {
            Device device = new Device(this, config, chips,
                    locks.computeIfAbsent(config.bus(), _ -> new Object()));
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

    /** A target: whole transactions, one at a time on a bus, handed to the model that is plugged in there now. */
    private static final class Device extends I2CBase<Bus> {
        private final Map<Place, I2cModel> chips;
        private final Object busLock;
        private final Place place;
        private final byte[] one = new byte[1];
        private final byte[] message = new byte[I2cTarget.LONGEST_TRANSFER + 1];

        Device(I2CProvider provider, I2CConfig config, Map<Place, I2cModel> chips, Object busLock) {
            super(provider, config, new Bus(config));
            this.chips = chips;
            this.busLock = busLock;
            this.place = new Place(config.bus(), config.device());
        }

        private I2cModel chip() {
            I2cModel chip = chips.get(place);
            if (chip == null) {
                throw I2cModel.noAcknowledgement();
            }
            return chip;
        }

        @Override
        public int readRegister(int register) {
            synchronized (busLock) {
                readRegister(register, one, 0, 1);
                return one[0] & 0xFF;
            }
        }

        @Override
        public int readRegister(byte[] register, byte[] buffer, int offset, int length) {
            synchronized (busLock) {
                I2cModel chip = chip();
                chip.written(register, 0, register.length);
                chip.read(buffer, offset, length);
                return length;
            }
        }

        @Override
        public int readRegister(int register, byte[] buffer, int offset, int length) {
            synchronized (busLock) {
                I2cModel chip = chip();
                message[0] = (byte) register;
                chip.written(message, 0, 1);
                chip.read(buffer, offset, length);
                return length;
            }
        }

        @Override
        public int writeRegister(int register, byte value) {
            synchronized (busLock) {
                message[0] = (byte) register;
                message[1] = value;
                chip().written(message, 0, 2);
                return 1;
            }
        }

        @Override
        public int writeRegister(int register, byte[] data, int offset, int length) {
            synchronized (busLock) {
                message[0] = (byte) register;
                System.arraycopy(data, offset, message, 1, length);
                chip().written(message, 0, length + 1);
                return length;
            }
        }

        @Override
        public int writeRegister(byte[] register, byte[] data, int offset, int length) {
            synchronized (busLock) {
                System.arraycopy(register, 0, message, 0, register.length);
                System.arraycopy(data, offset, message, register.length, length);
                chip().written(message, 0, register.length + length);
                return length;
            }
        }

        @Override
        public int read() {
            synchronized (busLock) {
                chip().read(one, 0, 1);
                return one[0] & 0xFF;
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            synchronized (busLock) {
                chip().read(buffer, offset, length);
                return length;
            }
        }

        @Override
        public int write(byte value) {
            synchronized (busLock) {
                message[0] = value;
                chip().written(message, 0, 1);
                return 1;
            }
        }

        @Override
        public int write(byte[] data, int offset, int length) {
            synchronized (busLock) {
                chip().written(data, offset, length);
                return length;
            }
        }
    }
}
