package dev.libellule.sensors.kernel;

import java.lang.foreign.MemorySegment;

/**
 * The calls to the kernel that devices need. Each gives a negative errno when it fails.
 *
 * <p>{@link Libc} makes them; tests look at the structures from the other side.
 */
interface Kernel {
    int O_RDONLY = 0;
    int O_WRONLY = 1;
    int O_RDWR = 2;

    /** A file descriptor. */
    int open(String path, int flags);

    void close(int fd);

    /** An ioctl with a pointer. Allocates nothing. */
    int ioctl(int fd, long request, MemorySegment argument);

    /** Reads from where the device is. Allocates nothing. */
    int read(int fd, MemorySegment into, int length);

    /** Reads from the beginning of a file. Allocates nothing. */
    int readFirst(int fd, MemorySegment into, int length);

    /** Writes at the beginning of a file. Allocates nothing. */
    int writeFirst(int fd, MemorySegment from, int length);

    /**
     * Waits for something to read. Allocates nothing.
     *
     * @param descriptor a {@code struct pollfd}
     * @return 1 when there is, 0 when the time is over
     */
    int poll(MemorySegment descriptor, int timeoutMillis);
}
