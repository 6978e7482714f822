package dev.libellule.sensors.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;

/** A kernel that reads the structures it is given as the headers of Linux lay them out, and notes what they say. */
final class FakeKernel implements Kernel {
    static final int CHIP = 10;
    static final int LINE = 11;
    static final int I2C = 12;
    static final int SPI = 13;

    /** One of the kernel's events. */
    record Event(long nanos, boolean rising, int number) {}

    final List<String> notes = new ArrayList<>();
    final byte[] registers = new byte[256];
    final Queue<Event> events = new ArrayDeque<>();
    int openStatus;
    int status;
    boolean smbusOnly;
    /** Answers at once and notes nothing, so that only the caller's allocations are seen. */
    boolean mute;
    private int pointer;
    private boolean high;

    @Override
    public int open(String path, int flags) {
        if (openStatus < 0) {
            return openStatus;
        }
        if (path.startsWith("/dev/gpiochip")) {
            return path.equals("/dev/gpiochip0") ? CHIP : -Errno.ENOENT;
        }
        return path.startsWith("/dev/i2c-") ? I2C : SPI;
    }

    @Override
    public void close(int fd) {
        notes.add("close " + fd);
    }

    @Override
    public int ioctl(int fd, long request, MemorySegment argument) {
        if (mute || status < 0) {
            return status;
        }
        if (request == KernelI2c.I2C_FUNCS) {
            argument.set(ValueLayout.JAVA_LONG, 0, smbusOnly ? 0 : KernelI2c.I2C_FUNC_I2C);
        } else if (request == KernelI2c.I2C_SLAVE) {
            notes.add("address %02X".formatted(argument.address()));
        } else if (request == KernelI2c.I2C_RDWR) {
            transfer(argument);
        } else if (request == KernelI2c.I2C_SMBUS) {
            smbus(argument);
        } else if (request == KernelGpio.GPIO_GET_CHIPINFO_IOCTL) {
            argument.setString(32, "pinctrl-bcm2711", StandardCharsets.US_ASCII);
        } else if (request == KernelGpio.GPIO_V2_GET_LINE_IOCTL) {
            line(argument);
        } else if (request == KernelGpio.GPIO_V2_LINE_SET_VALUES_IOCTL) {
            high = (argument.get(ValueLayout.JAVA_LONG, 0) & argument.get(ValueLayout.JAVA_LONG, 8)) != 0;
        } else if (request == KernelGpio.GPIO_V2_LINE_GET_VALUES_IOCTL) {
            argument.set(ValueLayout.JAVA_LONG, 0, high ? 1 : 0);
        } else if (request == KernelSpi.SPI_IOC_WR_MODE) {
            notes.add("mode " + argument.get(ValueLayout.JAVA_BYTE, 0));
        } else if (request == KernelSpi.SPI_IOC_MESSAGE_1) {
            spi(argument);
        } else {
            return -25; // ENOTTY
        }
        return 0;
    }

    private void transfer(MemorySegment data) {
        StringBuilder note = new StringBuilder();
        MemorySegment messages = data.get(ValueLayout.ADDRESS, 0).reinterpret(32);
        for (int i = 0; i < data.get(ValueLayout.JAVA_INT, 8); i++) {
            long at = i * 16L;
            int length = messages.get(ValueLayout.JAVA_SHORT, at + 4) & 0xFFFF;
            MemorySegment buffer = messages.get(ValueLayout.ADDRESS, at + 8).reinterpret(length);
            note.append("%02X".formatted(messages.get(ValueLayout.JAVA_SHORT, at)));
            if ((messages.get(ValueLayout.JAVA_SHORT, at + 2) & KernelI2c.I2C_M_RD) != 0) {
                MemorySegment.copy(registers, pointer, buffer, ValueLayout.JAVA_BYTE, 0, length);
                note.append(" R").append(length).append(' ');
            } else {
                byte[] sent = buffer.toArray(ValueLayout.JAVA_BYTE);
                pointer = sent[0] & 0xFF;
                System.arraycopy(sent, 1, registers, pointer, length - 1);
                note.append(" W ").append(HexFormat.of().withUpperCase().formatHex(sent)).append(' ');
            }
        }
        notes.add(note.toString().strip());
    }

    private void smbus(MemorySegment data) {
        boolean read = data.get(ValueLayout.JAVA_BYTE, 0) == 1;
        int command = data.get(ValueLayout.JAVA_BYTE, 1) & 0xFF;
        int size = data.get(ValueLayout.JAVA_INT, 4);
        MemorySegment bytes = data.get(ValueLayout.ADDRESS, 8).reinterpret(34);
        notes.add("smbus %s %02X size %d".formatted(read ? "R" : "W", command, size));
        if (size == KernelI2c.SMBUS_I2C_BLOCK_DATA) {
            int length = bytes.get(ValueLayout.JAVA_BYTE, 0);
            if (read) {
                MemorySegment.copy(registers, command, bytes, ValueLayout.JAVA_BYTE, 1, length);
            } else {
                MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 1, registers, command, length);
            }
        } else if (read) {
            bytes.set(ValueLayout.JAVA_BYTE, 0, registers[command]);
        } else if (size == KernelI2c.SMBUS_BYTE_DATA) {
            registers[command] = bytes.get(ValueLayout.JAVA_BYTE, 0);
        }
    }

    private void line(MemorySegment request) {
        high = request.get(ValueLayout.JAVA_LONG, 328) != 0 && request.get(ValueLayout.JAVA_INT, 320) == 2;
        notes.add("line %d flags %X buffer %d debounce %d".formatted(request.get(ValueLayout.JAVA_INT, 0),
                request.get(ValueLayout.JAVA_LONG, 288), request.get(ValueLayout.JAVA_INT, 564),
                request.get(ValueLayout.JAVA_INT, 320) == 3 ? request.get(ValueLayout.JAVA_INT, 328) : 0));
        request.set(ValueLayout.JAVA_INT, 588, LINE);
    }

    private void spi(MemorySegment message) {
        int length = message.get(ValueLayout.JAVA_INT, 16);
        byte[] sent = message.get(ValueLayout.ADDRESS, 0).reinterpret(length).toArray(ValueLayout.JAVA_BYTE);
        notes.add("spi %d Hz, %d bits: %s".formatted(message.get(ValueLayout.JAVA_INT, 20),
                message.get(ValueLayout.JAVA_BYTE, 26), HexFormat.of().withUpperCase().formatHex(sent)));
        MemorySegment answer = message.get(ValueLayout.ADDRESS, 8).reinterpret(length);
        for (int i = 0; i < length; i++) {
            answer.set(ValueLayout.JAVA_BYTE, i, (byte) ~sent[i]);
        }
    }

    @Override
    public int poll(MemorySegment descriptor, int timeoutMillis) {
        if (descriptor.get(ValueLayout.JAVA_INT, 0) != LINE || descriptor.get(ValueLayout.JAVA_SHORT, 4) != 1) {
            return -Errno.EINVAL;
        }
        return events.isEmpty() ? 0 : 1;
    }

    @Override
    public int read(int fd, MemorySegment into, int length) {
        int at = 0;
        while (!events.isEmpty() && at + 48 <= length) {
            Event event = events.remove();
            into.set(ValueLayout.JAVA_LONG, at, event.nanos());
            into.set(ValueLayout.JAVA_INT, at + 8, event.rising() ? 1 : 2);
            into.set(ValueLayout.JAVA_INT, at + 20, event.number());
            at += 48;
        }
        return at;
    }

    @Override
    public int readFirst(int fd, MemorySegment into, int length) {
        throw new AssertionError("no files here");
    }

    @Override
    public int writeFirst(int fd, MemorySegment from, int length) {
        throw new AssertionError("no files here");
    }
}
