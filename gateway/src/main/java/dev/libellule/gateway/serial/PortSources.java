package dev.libellule.gateway.serial;

import dev.libellule.boards.PortName;
import dev.libellule.boards.SerialLine;
import java.nio.file.Path;

/** From the name of a port to the way it is opened. */
final class PortSources {
    private PortSources() {}

    /** For all but {@code hello:}, which {@link HelloPorts} serves. */
    static Port.Source of(SerialLine line) {
        return () -> switch (PortName.of(line.port())) {
            case PortName.Device(String path) -> DevicePort.open(Path.of(path), line.baud(), line.dtr());
            case PortName.Usb usb ->
                DevicePort.open(UsbPorts.ofThisMachine().find(usb), line.baud(), line.dtr());
            case PortName.Tcp(String host, int port) -> TcpPort.open("tcp", host, port);
            case PortName.Rfc2217(String host, int port) -> Rfc2217Port.open(host, port, line.baud(), line.dtr());
            case PortName.Hello(String board) -> throw new PortException(
                    "'%s' has not said hello; is it plugged in, and does its sketch say @%s?".formatted(board, board));
        };
    }
}
