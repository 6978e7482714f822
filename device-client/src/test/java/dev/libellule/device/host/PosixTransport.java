package dev.libellule.device.host;

import dev.libellule.device.client.Transport;
import org.teavm.interop.Address;

/** TCP without a JVM. Allocates nothing. */
final class PosixTransport implements Transport {
    private final int port;
    private int fd = -1;

    PosixTransport(int port) {
        this.port = port;
    }

    @Override
    public int connect() {
        if (fd < 0) {
            fd = Posix.open(port);
        }
        int state = fd < 0 ? -1 : Posix.state(fd);
        return state > 0 ? CONNECTED : state == 0 ? IN_PROGRESS : LOST;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count = Posix.read(fd, Address.ofData(buffer).add(offset), length);
        return count < 0 ? LOST : count;
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        int count = Posix.write(fd, Address.ofData(buffer).add(offset), length);
        return count < 0 ? LOST : count;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            Posix.close(fd);
            fd = -1;
        }
    }

    void await(int millis) {
        Posix.await(fd, millis);
    }
}
