package dev.libellule.device.host;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * A stream to a server on the same machine, through a Unix domain socket: no port, no TLS, and the rights of a file. Reading and writing
 * allocate nothing once connected. One thread uses it; {@link #wakeup} is for any.
 *
 * <p>The JDK has such sockets since Java 16, while this module is compiled for Java 8. The two factory methods of the newer API are
 * therefore looked up once, by name, when a transport is made; all else is the same code as for TCP. Does not follow a Server Reference,
 * which names a host.
 */
public final class UnixTransport extends ChannelTransport {
    private final String path;
    private final MethodHandle opener;
    private final ProtocolFamily family;
    private final SocketAddress address;

    /**
     * Prepares a stream.
     *
     * @param path of the server's socket
     * @throws HostException on a Java older than 16, or if the path cannot be one of a socket
     */
    public UnixTransport(String path) {
        super(65_536);
        this.path = path;
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            family = StandardProtocolFamily.valueOf("UNIX"); // since Java 16
            opener = lookup.findStatic(SocketChannel.class, "open",
                    MethodType.methodType(SocketChannel.class, ProtocolFamily.class)); // since Java 15
            Class<?> type = Class.forName("java.net.UnixDomainSocketAddress"); // since Java 16
            address = (SocketAddress) lookup
                    .findStatic(type, "of", MethodType.methodType(type, Path.class))
                    .invoke(Paths.get(path));
        } catch (Throwable e) {
            if (e instanceof Error && !(e instanceof LinkageError)) {
                throw (Error) e;
            }
            throw new HostException(e instanceof ReflectiveOperationException || e.getMessage() == null
                    || e.getMessage().contains("StandardProtocolFamily")
                            ? "Unix sockets need Java 16 or newer; this is Java " + System.getProperty("java.version")
                                    + ". Use a TCP port, or a newer Java."
                            : "'" + path + "' cannot be the path of a Unix socket: " + e.getMessage(),
                    e);
        }
    }

    @Override
    SocketChannel open() throws IOException {
        try {
            return (SocketChannel) opener.invoke(family);
        } catch (IOException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("this system has no Unix sockets: " + e.getMessage(), e);
        }
    }

    @Override
    SocketAddress address() throws IOException {
        if (!Paths.get(path).toFile().exists()) {
            throw new IOException("there is no socket " + path + "; does the server run, and listen there?");
        }
        return address;
    }
}
