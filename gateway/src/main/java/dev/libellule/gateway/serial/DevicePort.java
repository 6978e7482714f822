package dev.libellule.gateway.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import dev.libellule.boards.SerialLine;
import dev.libellule.boards.SerialLine.Dtr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/** A serial port of this machine. */
final class DevicePort implements Port {
    private static final int RESET_MILLIS = 100; // DTR low for so long resets an Uno
    private static final long STTY_SECONDS = 2;

    private final SerialPort port;
    private final Path device;
    private final String name;

    private DevicePort(SerialPort port, Path device, String name) {
        this.port = port;
        this.device = device;
        this.name = name;
    }

    /** Opens a port, 8 bits, no parity. The path is looked up anew each time: after a replug it may lead elsewhere. */
    static DevicePort open(Path path, int baud, Dtr dtr) throws PortException {
        try {
            Optional<String> problem = PortProblem.before(path);
            if (problem.isPresent()) {
                throw new PortException(problem.get());
            }
            Path device = path.toRealPath();
            SerialPort port = SerialPort.getCommPort(device.toString());
            port.setComPortParameters(baud, 8, SerialPort.ONE_STOP_BIT, SerialPort.NO_PARITY);
            port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_MILLIS, 0);
            if (dtr == Dtr.KEEP) {
                port.clearDTR(); // before the opening, so that it is not raised by it
                port.clearRTS();
            }
            if (!port.openPort(0)) {
                throw new PortException(PortProblem.after(path, port.getLastErrorCode()));
            }
            DevicePort opened = new DevicePort(port, device, path.toString());
            if (dtr == Dtr.RESET) {
                opened.reset();
            } else if (dtr == Dtr.KEEP) {
                opened.keepLineAtClose();
            }
            return opened;
        } catch (SerialPortInvalidPortException e) {
            throw new PortException(
                    "%s is not a serial device; the port is a path such as /dev/ttyACM0".formatted(path));
        } catch (IOException e) {
            throw new PortException("%s cannot be looked at: %s".formatted(path, e.getMessage()));
        }
    }

    /** Opens the port of a board file by its path. */
    static DevicePort open(SerialLine line) throws PortException {
        return open(Path.of(line.port()), line.baud(), line.dtr());
    }

    /** Has something done when the JVM is told to end, before jSerialComm makes all ports deaf, which it does by itself. */
    static void beforeShutdown(Runnable task) {
        SerialPort.addShutdownHook(new Thread(task, "serial shutdown"));
    }

    /** A pulse on DTR; what the board said before it is dropped. Lines without DTR, such as a pty, refuse: no harm. */
    private void reset() {
        port.clearDTR();
        byte[] stale = new byte[256];
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RESET_MILLIS);
        for (long rest = RESET_MILLIS; rest > 0; rest = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) {
            port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, (int) rest, 0);
            if (port.readBytes(stale, stale.length) < 0) {
                break;
            }
        }
        port.setDTR();
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, READ_MILLIS, 0);
    }

    /**
     * Takes HUPCL off, so that closing the port does not drop DTR and the next opening does not raise it: jSerialComm has no switch
     * for that. Without stty the first opening resets the board, as with any program.
     */
    private void keepLineAtClose() {
        try {
            Process stty = new ProcessBuilder("stty", "-F", device.toString(), "-hupcl")
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (!stty.waitFor(STTY_SECONDS, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
            }
        } catch (IOException e) {
            Logger.info("{}: stty is missing, so closing the port may reset the board", name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int read(byte[] buffer) {
        return port.readBytes(buffer, buffer.length);
    }

    @Override
    public boolean write(byte[] bytes, int length) {
        return port.writeBytes(bytes, length) == length;
    }

    /** The name of the device goes with the cable, whatever the driver says. */
    @Override
    public boolean isThere() {
        return Files.exists(device);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void close() {
        port.closePort();
    }
}
