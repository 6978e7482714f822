package dev.libellule.device.host;

import org.teavm.interop.Address;
import org.teavm.interop.Import;

/** What {@code posix.c} has for a client without a JVM. */
final class Posix {
    private Posix() {}

    @Import(name = "posix_port")
    static native int port();

    @Import(name = "posix_open")
    static native int open(int port);

    @Import(name = "posix_state")
    static native int state(int fd);

    @Import(name = "posix_read")
    static native int read(int fd, Address buffer, int length);

    @Import(name = "posix_write")
    static native int write(int fd, Address buffer, int length);

    @Import(name = "posix_close")
    static native void close(int fd);

    @Import(name = "posix_wait")
    static native void await(int fd, int millis);

    @Import(name = "posix_millis")
    static native int millis();

    @Import(name = "posix_print")
    static native void print(Address text, int length);
}
