package dev.libellule.sensors.kernel;

import com.pi4j.io.exception.IOException;
import dev.libellule.sensors.pi4j.provider.PwmChannels.Channel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One channel of {@code /sys/class/pwm/pwmchipN}: the files {@code period}, {@code duty_cycle} and {@code enable} of its folder, which are
 * kept open. Given back when it is closed.
 *
 * @see "Documentation/driver-api/pwm.rst of the Linux kernel, 'Using PWMs with the sysfs interface'"
 */
final class KernelPwm implements Channel {
    private static final int LONGEST_NUMBER = 24;
    /** After the export udev gives the files to their group; it takes its time. */
    private static final long EXPORT_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Kernel kernel;
    private final Path chip;
    private final int channel;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment text = arena.allocate(LONGEST_NUMBER);
    private final int period;
    private final int duty;
    private final int enable;
    private boolean isEnabled;

    KernelPwm(Kernel kernel, Path classPwm, int chipNumber, int channel) {
        this.kernel = kernel;
        this.channel = channel;
        chip = classPwm.resolve("pwmchip" + chipNumber);
        try {
            Path folder = chip.resolve("pwm" + channel);
            if (!Files.isDirectory(folder)) {
                writeOnce(chip.resolve("export"));
            }
            period = openWhenReady(folder.resolve("period"));
            duty = openWhenReady(folder.resolve("duty_cycle"));
            enable = openWhenReady(folder.resolve("enable"));
        } catch (IOException e) {
            arena.close();
            throw e;
        }
    }

    private void writeOnce(Path file) {
        int fd = kernel.open(file.toString(), Kernel.O_WRONLY);
        if (fd < 0) {
            throw Errno.opening(file.toString(), -fd, "gpio", "dtoverlay=pwm-2chan");
        }
        try {
            write(fd, channel);
        } finally {
            kernel.close(fd);
        }
    }

    private int openWhenReady(Path file) {
        long deadline = System.nanoTime() + EXPORT_NANOS;
        int fd = kernel.open(file.toString(), Kernel.O_RDWR);
        while (fd < 0 && System.nanoTime() - deadline < 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            fd = kernel.open(file.toString(), Kernel.O_RDWR);
        }
        if (fd < 0) {
            throw Errno.opening(file.toString(), -fd, "gpio", "dtoverlay=pwm-2chan");
        }
        return fd;
    }

    @Override
    public synchronized void set(long periodNanos, long dutyNanos) {
        if (periodNanos < read(duty)) {
            write(duty, dutyNanos); // the kernel refuses a period below the duty cycle, and the other way round
            write(period, periodNanos);
        } else {
            write(period, periodNanos);
            write(duty, dutyNanos);
        }
        if (!isEnabled) {
            write(enable, 1);
            isEnabled = true;
        }
    }

    @Override
    public synchronized long periodNanos() {
        return read(period);
    }

    @Override
    public synchronized long dutyNanos() {
        return read(duty);
    }

    private void write(int fd, long value) {
        int length = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            length++;
        }
        long rest = value;
        for (int i = length - 1; i >= 0; i--) {
            text.set(ValueLayout.JAVA_BYTE, i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        text.set(ValueLayout.JAVA_BYTE, length, (byte) '\n');
        check(kernel.writeFirst(fd, text, length + 1), value);
    }

    private long read(int fd) {
        int length = check(kernel.readFirst(fd, text, LONGEST_NUMBER), 0);
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = text.get(ValueLayout.JAVA_BYTE, i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private int check(int status, long value) {
        if (status < 0) {
            throw new IOException("%s channel %d: %d ns: %s".formatted(chip, channel, value,
                    -status == Errno.EINVAL ? "the hardware cannot do it" : Errno.explain(-status)));
        }
        return status;
    }

    @Override
    public synchronized void close() {
        if (arena.scope().isAlive()) {
            if (isEnabled) {
                write(duty, 0);
                write(enable, 0);
            }
            kernel.close(period);
            kernel.close(duty);
            kernel.close(enable);
            writeOnce(chip.resolve("unexport"));
            arena.close();
        }
    }
}
