package dev.libellule.sensors.pi4j.provider;

import com.pi4j.context.Context;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CBase;
import com.pi4j.io.i2c.I2CBusBase;
import com.pi4j.io.i2c.I2CConfig;
import com.pi4j.io.i2c.I2CProvider;
import com.pi4j.io.i2c.I2CProviderBase;
import java.util.concurrent.Callable;

/** A provider of I2C: all of Pi4J's calls by one, {@link Transactions#transfer}. */
public final class I2cDevices extends I2CProviderBase {
    private final Opener opener;

    /** Opens a target; throws Pi4J's IOException when the bus is not there. */
    @FunctionalInterface
    public interface Opener {
        Transactions open(int bus, int address);
    }

    public I2cDevices(String id, String name, Opener opener) {
        super(id, name);
        this.opener = opener;
    }

    @Override
    public I2C create(I2CConfig config) {
        Device device = new Device(this, config, opener.open(config.bus(), config.device()));
        context().registry().add(device);
        return device;
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
        private static final byte[] NOTHING = {};

        private final Transactions target;
        private final byte[] message = new byte[Transactions.LONGEST];
        private final byte[] one = new byte[1];

        Device(I2CProvider provider, I2CConfig config, Transactions target) {
            super(provider, config, new Bus(config));
            this.target = target;
        }

        @Override
        public synchronized int readRegister(int register) {
            readRegister(register, one, 0, 1);
            return one[0] & 0xFF;
        }

        @Override
        public synchronized int readRegister(int register, byte[] buffer, int offset, int length) {
            message[0] = (byte) register;
            target.transfer(message, 0, 1, buffer, offset, length);
            return length;
        }

        @Override
        public synchronized int readRegister(byte[] register, byte[] buffer, int offset, int length) {
            target.transfer(register, 0, register.length, buffer, offset, length);
            return length;
        }

        @Override
        public synchronized int writeRegister(int register, byte value) {
            message[0] = (byte) register;
            message[1] = value;
            target.transfer(message, 0, 2, NOTHING, 0, 0);
            return 1;
        }

        @Override
        public synchronized int writeRegister(int register, byte[] data, int offset, int length) {
            message[0] = (byte) register;
            System.arraycopy(data, offset, message, 1, length);
            target.transfer(message, 0, length + 1, NOTHING, 0, 0);
            return length;
        }

        @Override
        public synchronized int writeRegister(byte[] register, byte[] data, int offset, int length) {
            System.arraycopy(register, 0, message, 0, register.length);
            System.arraycopy(data, offset, message, register.length, length);
            target.transfer(message, 0, register.length + length, NOTHING, 0, 0);
            return length;
        }

        @Override
        public synchronized int read() {
            read(one, 0, 1);
            return one[0] & 0xFF;
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            target.transfer(NOTHING, 0, 0, buffer, offset, length);
            return length;
        }

        @Override
        public synchronized int write(byte value) {
            message[0] = value;
            target.transfer(message, 0, 1, NOTHING, 0, 0);
            return 1;
        }

        @Override
        public synchronized int write(byte[] data, int offset, int length) {
            target.transfer(data, offset, length, NOTHING, 0, 0);
            return length;
        }

        @Override
        public synchronized void close() {
            if (isOpen()) {
                super.close();
                target.close();
            }
        }

        @Override
        public I2C shutdownInternal(Context context) {
            close();
            return this;
        }
    }
}
