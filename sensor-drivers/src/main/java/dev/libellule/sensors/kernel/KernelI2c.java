package dev.libellule.sensors.kernel;

import com.pi4j.io.exception.IOException;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.i2c.I2CBase;
import com.pi4j.io.i2c.I2CBusBase;
import com.pi4j.io.i2c.I2CConfig;
import com.pi4j.io.i2c.I2CProvider;
import com.pi4j.io.i2c.I2CProviderBase;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.Callable;

/**
 * I2C on {@code /dev/i2c-N}. A register read is one combined transfer ({@code I2C_RDWR}); on an adapter that knows SMBus only, such as the
 * kernel's i2c-stub, it is an I2C block read ({@code I2C_SMBUS}). The kernel serialises the devices of a bus.
 *
 * @see "Documentation/i2c/dev-interface.rst of the Linux kernel; uapi/linux/i2c.h and i2c-dev.h for the structures"
 */
final class KernelI2c {
    static final long I2C_SLAVE = 0x0703;
    static final long I2C_FUNCS = 0x0705;
    static final long I2C_RDWR = 0x0707;
    static final long I2C_SMBUS = 0x0720;
    private static final long I2C_FUNC_I2C = 1;
    private static final short I2C_M_RD = 1;
    private static final int SMBUS_BYTE_DATA = 2;
    private static final int SMBUS_I2C_BLOCK_DATA = 8;
    private static final int SMBUS_BLOCK_MAX = 32;
    private static final int LARGEST_TRANSFER = 256;

    private KernelI2c() {}

    /** Gives out devices. */
    static final class Provider extends I2CProviderBase {
        Provider() {
            super("libellule-kernel-i2c", "Libellule I2C on the kernel's devices");
        }

        @Override
        public I2C create(I2CConfig config) {
            Device device = new Device(this, config);
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

    /**
     * One target. Its native memory:
     *
     * <pre>
     *   messages: | addr flags len  pad buf* | addr flags len pad buf* |      i2c_msg[2], 16 bytes each
     *   transfer: | msgs* | nmsgs |                                           i2c_rdwr_ioctl_data
     *   smbus:    | read_write command pad size data* |                       i2c_smbus_ioctl_data
     *   out, in:  bytes on the wire
     * </pre>
     */
    private static final class Device extends I2CBase<Bus> {
        private final String path;
        private final int fd;
        private final boolean isSmbusOnly;
        private final Arena arena = Arena.ofShared();
        private final MemorySegment state = Libc.callState(arena);
        private final MemorySegment messages = arena.allocate(32, 8);
        private final MemorySegment transfer = arena.allocate(16, 8);
        private final MemorySegment smbus = arena.allocate(16, 8);
        private final MemorySegment out = arena.allocate(LARGEST_TRANSFER + 1L);
        private final MemorySegment in = arena.allocate(LARGEST_TRANSFER);

        Device(I2CProvider provider, I2CConfig config) {
            super(provider, config, new Bus(config));
            path = "/dev/i2c-" + config.bus();
            fd = Libc.open(path);
            if (fd < 0) {
                throw new IOException(path + ": " + Libc.explain(-fd, "i2c"));
            }
            MemorySegment functions = arena.allocate(ValueLayout.JAVA_LONG);
            int status = Libc.ioctl(state, fd, I2C_FUNCS, functions);
            isSmbusOnly = status < 0 || (functions.get(ValueLayout.JAVA_LONG, 0) & I2C_FUNC_I2C) == 0;
            if (isSmbusOnly) {
                check(Libc.ioctl(state, fd, I2C_SLAVE, MemorySegment.ofAddress(config.device())),
                        "selecting the address");
            }
            message(0, config.device(), (short) 0, out);
            message(1, config.device(), I2C_M_RD, in);
            transfer.set(ValueLayout.ADDRESS, 0, messages);
        }

        private void message(int index, int address, short flags, MemorySegment buffer) {
            long at = index * 16L;
            messages.set(ValueLayout.JAVA_SHORT, at, (short) address);
            messages.set(ValueLayout.JAVA_SHORT, at + 2, flags);
            messages.set(ValueLayout.ADDRESS, at + 8, buffer);
        }

        private int check(int result, String what) {
            if (result < 0) {
                throw new IOException(
                        "%s address 0x%02X: %s: %s".formatted(path, device(), what, Libc.explain(-result, "i2c")));
            }
            return result;
        }

        private void setLength(int index, int length) {
            messages.set(ValueLayout.JAVA_SHORT, index * 16L + 4, (short) length);
        }

        private int run(int count) {
            transfer.set(ValueLayout.JAVA_INT, 8, count);
            return Libc.ioctl(state, fd, I2C_RDWR, transfer);
        }

        private int smbus(boolean read, int command, int size, MemorySegment data) {
            smbus.set(ValueLayout.JAVA_BYTE, 0, (byte) (read ? 1 : 0));
            smbus.set(ValueLayout.JAVA_BYTE, 1, (byte) command);
            smbus.set(ValueLayout.JAVA_INT, 4, size);
            smbus.set(ValueLayout.ADDRESS, 8, data);
            return Libc.ioctl(state, fd, I2C_SMBUS, smbus);
        }

        @Override
        public synchronized int readRegister(int register) {
            if (isSmbusOnly) {
                check(smbus(true, register, SMBUS_BYTE_DATA, in), "read");
            } else {
                out.set(ValueLayout.JAVA_BYTE, 0, (byte) register);
                setLength(0, 1);
                setLength(1, 1);
                check(run(2), "read");
            }
            return in.get(ValueLayout.JAVA_BYTE, 0) & 0xFF;
        }

        @Override
        public synchronized int readRegister(int register, byte[] buffer, int offset, int length) {
            int done = 0;
            while (done < length) {
                int part = Math.min(length - done, isSmbusOnly ? SMBUS_BLOCK_MAX : LARGEST_TRANSFER);
                int from = 0;
                if (isSmbusOnly) {
                    in.set(ValueLayout.JAVA_BYTE, 0, (byte) part); // the block begins with its length
                    check(smbus(true, register + done, SMBUS_I2C_BLOCK_DATA, in), "block read");
                    from = 1;
                } else {
                    out.set(ValueLayout.JAVA_BYTE, 0, (byte) (register + done));
                    setLength(0, 1);
                    setLength(1, part);
                    check(run(2), "read");
                }
                MemorySegment.copy(in, ValueLayout.JAVA_BYTE, from, buffer, offset + done, part);
                done += part;
            }
            return length;
        }

        @Override
        public synchronized int readRegister(byte[] register, byte[] buffer, int offset, int length) {
            return readRegister(register[0] & 0xFF, buffer, offset, length);
        }

        @Override
        public synchronized int writeRegister(int register, byte value) {
            if (isSmbusOnly) {
                in.set(ValueLayout.JAVA_BYTE, 0, value);
                check(smbus(false, register, SMBUS_BYTE_DATA, in), "write");
            } else {
                out.set(ValueLayout.JAVA_BYTE, 0, (byte) register);
                out.set(ValueLayout.JAVA_BYTE, 1, value);
                setLength(0, 2);
                check(run(1), "write");
            }
            return 1;
        }

        @Override
        public synchronized int writeRegister(int register, byte[] data, int offset, int length) {
            if (isSmbusOnly) {
                for (int i = 0; i < length; i++) {
                    writeRegister(register + i, data[offset + i]);
                }
                return length;
            }
            out.set(ValueLayout.JAVA_BYTE, 0, (byte) register);
            MemorySegment.copy(data, offset, out, ValueLayout.JAVA_BYTE, 1, length);
            setLength(0, length + 1);
            check(run(1), "write");
            return length;
        }

        @Override
        public int writeRegister(byte[] register, byte[] data, int offset, int length) {
            return writeRegister(register[0] & 0xFF, data, offset, length);
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            read(one, 0, 1);
            return one[0] & 0xFF;
        }

        @Override
        public synchronized int read(byte[] buffer, int offset, int length) {
            requirePlain();
            message(0, device(), I2C_M_RD, in);
            setLength(0, length);
            int result = run(1);
            message(0, device(), (short) 0, out);
            check(result, "read");
            MemorySegment.copy(in, ValueLayout.JAVA_BYTE, 0, buffer, offset, length);
            return length;
        }

        @Override
        public int write(byte value) {
            return write(new byte[]{value}, 0, 1);
        }

        @Override
        public synchronized int write(byte[] data, int offset, int length) {
            requirePlain();
            MemorySegment.copy(data, offset, out, ValueLayout.JAVA_BYTE, 0, length);
            setLength(0, length);
            check(run(1), "write");
            return length;
        }

        private void requirePlain() {
            if (isSmbusOnly) {
                throw new IOException(path + " is an SMBus adapter and knows registers only");
            }
        }

        @Override
        public synchronized void close() {
            if (isOpen()) {
                super.close();
                Libc.close(fd);
                arena.close();
            }
        }
    }
}
