package dev.libellule.sensors.pi4j;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CBase;
import com.pi4j.io.i2c.I2CBusBase;
import com.pi4j.io.i2c.I2CConfig;
import com.pi4j.io.i2c.I2CProvider;
import com.pi4j.io.i2c.I2CProviderBase;
import java.io.FileNotFoundException;
import java.util.concurrent.Callable;

/** A provider with the habits of Pi4J's own plug-ins: unchecked exceptions of all kinds, and a count that is the array's length. */
final class ForeignI2c extends I2CProviderBase implements AutoCloseable {
    private static final int LAST_BUS = 8;
    private static final int NOTHING_THERE = 0xF0;

    private final Context context;

    ForeignI2c() {
        super("foreign-i2c", "Foreign I2C");
        context = Pi4J.newContextBuilder().noAutoDetect().disableShutdownHook().add(this).build();
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public void close() {
        context.shutdown();
    }

    @Override
    public I2C create(I2CConfig config) {
        if (config.bus() > LAST_BUS) {
            throw new IllegalStateException("Failed to initialize IO " + config.id(),
                    new FileNotFoundException("/dev/i2c-" + config.bus()));
        }
        return new Device(this, config);
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
        Device(I2CProvider provider, I2CConfig config) {
            super(provider, config, new Bus(config));
        }

        @Override
        public int readRegister(int register) {
            return register;
        }

        @Override
        public int readRegister(int register, byte[] buffer, int offset, int length) {
            if (register >= NOTHING_THERE) {
                return 0;
            }
            for (int i = 0; i < length; i++) {
                buffer[offset + i] = (byte) (register + i);
            }
            return buffer.length;
        }

        @Override
        public int readRegister(byte[] register, byte[] buffer, int offset, int length) {
            throw registersOnly();
        }

        @Override
        public int writeRegister(int register, byte value) {
            return 1;
        }

        @Override
        public int writeRegister(int register, byte[] data, int offset, int length) {
            return length;
        }

        @Override
        public int writeRegister(byte[] register, byte[] data, int offset, int length) {
            throw registersOnly();
        }

        @Override
        public int read() {
            return 0;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            throw registersOnly();
        }

        @Override
        public int write(byte value) {
            return 1;
        }

        @Override
        public int write(byte[] data, int offset, int length) {
            throw registersOnly();
        }

        private static UnsupportedOperationException registersOnly() {
            return new UnsupportedOperationException("SMBus knows registers only");
        }
    }
}
