package dev.libellule.gateway.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The name of this machine, for the default remote_clientid {@code name.hostname}. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname"); // needs no name server

    private HostName() {}

    static String get() {
        try {
            return Files.readString(KERNEL).strip();
        } catch (IOException e) {
            return fromNetwork();
        }
    }

    private static String fromNetwork() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
