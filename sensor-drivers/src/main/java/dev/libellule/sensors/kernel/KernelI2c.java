package dev.libellule.sensors.kernel;

import com.pi4j.io.exception.IOException;
import dev.libellule.sensors.pi4j.provider.Transactions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One target on {@code /dev/i2c-N}. A transaction is one combined transfer ({@code I2C_RDWR}), so that nothing comes between a register
 * and its value; on an adapter that knows SMBus only, such as the kernel's i2c-stub, it is the SMBus call that looks the same on the wires.
 *
 * <pre>
 *   messages: | addr flags len  pad buf* | addr flags len  pad buf* |      i2c_msg[2], 16 bytes each
 *   transfer: | msgs* | nmsgs |                                           i2c_rdwr_ioctl_data
 *   smbus:    | read_write command pad size data* |                       i2c_smbus_ioctl_data
 *   out, in:  bytes on the wires
 * </pre>
 *
 * @see "Documentation/i2c/dev-interface.rst of the Linux kernel; uapi/linux/i2c.h and i2c-dev.h for the structures"
 */
final class KernelI2c implements Transactions {
    static final long I2C_SLAVE = 0x0703;
    static final long I2C_FUNCS = 0x0705;
    static final long I2C_RDWR = 0x0707;
    static final long I2C_SMBUS = 0x0720;
    static final long I2C_FUNC_I2C = 1;
    static final short I2C_M_RD = 1;
    static final int SMBUS_BYTE = 1;
    static final int SMBUS_BYTE_DATA = 2;
    static final int SMBUS_I2C_BLOCK_DATA = 8;

    private static final int SMBUS_BLOCK_MAX = 32;
    private static final int MESSAGE = 16;

    private final Kernel kernel;
    private final String path;
    private final int address;
    private final int fd;
    private final boolean isSmbusOnly;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment messages = arena.allocate(2 * MESSAGE, 8);
    private final MemorySegment transfer = arena.allocate(16, 8);
    private final MemorySegment smbus = arena.allocate(16, 8);
    private final MemorySegment out = arena.allocate(LONGEST);
    private final MemorySegment in = arena.allocate(LONGEST);

    KernelI2c(Kernel kernel, int bus, int address) {
        this.kernel = kernel;
        this.address = address;
        path = "/dev/i2c-" + bus;
        fd = kernel.open(path, Kernel.O_RDWR);
        if (fd < 0) {
            arena.close();
            throw Errno.opening(path, -fd, "i2c", "dtparam=i2c_arm=on");
        }
        MemorySegment functions = arena.allocate(ValueLayout.JAVA_LONG);
        int status = kernel.ioctl(fd, I2C_FUNCS, functions);
        isSmbusOnly = status < 0 || (functions.get(ValueLayout.JAVA_LONG, 0) & I2C_FUNC_I2C) == 0;
        if (isSmbusOnly) {
            status = kernel.ioctl(fd, I2C_SLAVE, MemorySegment.ofAddress(address));
            if (status < 0) {
                close();
                throw failure(status, "selecting it");
            }
        }
        transfer.set(ValueLayout.ADDRESS, 0, messages);
    }

    private IOException failure(int status, String what) {
        return new IOException("%s address 0x%02X: %s: %s".formatted(path, address, what, Errno.explain(-status)));
    }

    @Override
    public void transfer(byte[] outBytes, int outOffset, int outLength, byte[] inBytes, int inOffset, int inLength) {
        if (isSmbusOnly) {
            smbusTransfer(outBytes, outOffset, outLength, inBytes, inOffset, inLength);
            return;
        }
        MemorySegment.copy(outBytes, outOffset, out, ValueLayout.JAVA_BYTE, 0, outLength);
        int count = 0;
        if (outLength > 0) {
            message(count++, (short) 0, out, outLength);
        }
        if (inLength > 0) {
            message(count++, I2C_M_RD, in, inLength);
        }
        transfer.set(ValueLayout.JAVA_INT, 8, count);
        int status = kernel.ioctl(fd, I2C_RDWR, transfer);
        if (status < 0) {
            throw failure(status, inLength > 0 ? "read" : "write");
        }
        MemorySegment.copy(in, ValueLayout.JAVA_BYTE, 0, inBytes, inOffset, inLength);
    }

    private void message(int index, short flags, MemorySegment buffer, int length) {
        long at = (long) index * MESSAGE;
        messages.set(ValueLayout.JAVA_SHORT, at, (short) address);
        messages.set(ValueLayout.JAVA_SHORT, at + 2, flags);
        messages.set(ValueLayout.JAVA_SHORT, at + 4, (short) length);
        messages.set(ValueLayout.ADDRESS, at + 8, buffer);
    }

    private void smbusTransfer(byte[] outBytes, int outOffset, int outLength, byte[] inBytes, int inOffset,
            int inLength) {
        if (outLength == 1 && inLength > 0) {
            smbusRead(outBytes[outOffset] & 0xFF, inBytes, inOffset, inLength);
        } else if (outLength == 0 && inLength == 1) {
            smbus(true, 0, SMBUS_BYTE);
            inBytes[inOffset] = in.get(ValueLayout.JAVA_BYTE, 0);
        } else if (inLength == 0 && outLength > 0 && outLength <= SMBUS_BLOCK_MAX + 1) {
            smbusWrite(outBytes, outOffset, outLength);
        } else {
            throw new IOException(path + " is an SMBus adapter, which knows registers only");
        }
    }

    private void smbusRead(int register, byte[] inBytes, int inOffset, int inLength) {
        int done = 0;
        while (done < inLength) {
            int part = Math.min(inLength - done, SMBUS_BLOCK_MAX);
            if (part == 1) {
                smbus(true, register + done, SMBUS_BYTE_DATA);
                inBytes[inOffset + done] = in.get(ValueLayout.JAVA_BYTE, 0);
            } else {
                in.set(ValueLayout.JAVA_BYTE, 0, (byte) part); // a block begins with its length
                smbus(true, register + done, SMBUS_I2C_BLOCK_DATA);
                MemorySegment.copy(in, ValueLayout.JAVA_BYTE, 1, inBytes, inOffset + done, part);
            }
            done += part;
        }
    }

    private void smbusWrite(byte[] outBytes, int outOffset, int outLength) {
        int command = outBytes[outOffset] & 0xFF;
        switch (outLength) {
            case 1 -> smbus(false, command, SMBUS_BYTE);
            case 2 -> {
                in.set(ValueLayout.JAVA_BYTE, 0, outBytes[outOffset + 1]);
                smbus(false, command, SMBUS_BYTE_DATA);
            }
            default -> {
                in.set(ValueLayout.JAVA_BYTE, 0, (byte) (outLength - 1));
                MemorySegment.copy(outBytes, outOffset + 1, in, ValueLayout.JAVA_BYTE, 1, outLength - 1);
                smbus(false, command, SMBUS_I2C_BLOCK_DATA);
            }
        }
    }

    private void smbus(boolean read, int command, int size) {
        smbus.set(ValueLayout.JAVA_BYTE, 0, (byte) (read ? 1 : 0));
        smbus.set(ValueLayout.JAVA_BYTE, 1, (byte) command);
        smbus.set(ValueLayout.JAVA_INT, 4, size);
        smbus.set(ValueLayout.ADDRESS, 8, in);
        int status = kernel.ioctl(fd, I2C_SMBUS, smbus);
        if (status < 0) {
            throw failure(status, read ? "read" : "write");
        }
    }

    @Override
    public void close() {
        kernel.close(fd);
        arena.close();
    }
}
