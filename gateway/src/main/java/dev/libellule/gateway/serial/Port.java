package dev.libellule.gateway.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import dev.libellule.boards.SerialLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** One open serial port. One thread reads, another may send meanwhile. */
final class Port implements AutoCloseable {
    private static final int READ_MILLIS = 200;
    private static final int RESET_MILLIS = 100; // DTR low for so long resets an Uno

    private final SerialPort port;

    private Port(SerialPort port) {
        this.port = port;
    }

    /** Opens a port, 8 bits, no parity. The path is looked up anew each time: after a replug it may lead elsewhere. */
    static Port open(SerialLine line) throws PortException {
        Path path = Path.of(line.port());
        try {
            Optional<String> problem = PortProblem.before(path);
            if (problem.isPresent()) {
                throw new PortException(problem.get());
            }
            SerialPort port = SerialPort.getCommPort(path.toRealPath().toString());
            port.setComPortParameters(line.baud(), 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
            port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_MILLIS, 0);
            if (!port.openPort(0)) {
                throw new PortException(PortProblem.after(path, port.getLastErrorCode()));
            }
            if (line.dtr() == SerialLine.Dtr.RESET) {
                reset(port);
            }
            return new Port(port);
        } catch (SerialPortInvalidPortException e) {
            throw new PortException(
                    "%s is not a serial device; the port is a path such as /dev/ttyACM0".formatted(path));
        } catch (IOException e) {
            throw new PortException("%s cannot be looked at: %s".formatted(path, e.getMessage()));
        }
    }

    /** Has something done when the JVM is told to end, before jSerialComm makes all ports deaf, which it does by itself. */
    static void beforeShutdown(Runnable task) {
        SerialPort.addShutdownHook(new Thread(task, "serial shutdown"));
    }

    /** A pulse on DTR. Lines without it, such as a pty, refuse: no harm. */
    private static void reset(SerialPort port) {
        port.clearDTR();
        try {
            Thread.sleep(RESET_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        port.setDTR();
    }

    /**
     * Waits for bytes, up to 200 ms.
     *
     * @return how many came, 0 if none; negative if the board was unplugged
     */
    int read(byte[] buffer) {
        return port.readBytes(buffer, buffer.length);
    }

    /**
     * Sends one line.
     *
     * @return false if it could not be sent
     */
    boolean send(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        return port.writeBytes(bytes, bytes.length) == bytes.length;
    }

    @Override
    public void close() {
        port.closePort();
    }
}
