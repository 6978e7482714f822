package dev.libellule.gateway.serial;

import dev.libellule.boards.SerialLine.Dtr;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.tinylog.Logger;

/** A serial line behind a telnet server that also sets baud rate and DTR, RFC 2217: ser2net, pyserial, many device servers. */
final class Rfc2217Port implements Port {
    private static final long AGREEMENT_MILLIS = 3_000;
    private static final long RESET_MILLIS = 100;

    private final TcpPort tcp;
    private final TelnetCodec telnet = new TelnetCodec();
    private final byte[] early = new byte[4096]; // of the line, while the settings were agreed upon
    private int earlyLength;

    private Rfc2217Port(TcpPort tcp) {
        this.tcp = tcp;
    }

    static Rfc2217Port open(String host, int port, int baud, Dtr dtr) throws PortException {
        Rfc2217Port opened = new Rfc2217Port(TcpPort.open("rfc2217", host, port));
        try {
            opened.agree(baud, dtr);
            return opened;
        } catch (PortException e) {
            opened.close();
            throw e;
        }
    }

    private void agree(int baud, Dtr dtr) throws PortException {
        send(TelnetCodec.greeting());
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(AGREEMENT_MILLIS);
        while (!telnet.isComPortAgreed() && !telnet.isComPortRefused()) {
            pump(deadline, "it does not speak RFC 2217; with a plain TCP server write tcp:// instead");
        }
        if (telnet.isComPortRefused()) {
            throw new PortException(name() + " refuses to set the line; write tcp:// and set the baud rate over there");
        }
        send(TelnetCodec.lineSettings(baud));
        if (dtr == Dtr.RESET) {
            send(TelnetCodec.dtr(false));
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(RESET_MILLIS);
            while (System.nanoTime() - until < 0) {
                read();
                earlyLength = 0; // from before the reset
            }
        }
        if (dtr != Dtr.KEEP) {
            send(TelnetCodec.dtr(true));
        }
        while (telnet.baud() == 0) {
            pump(deadline + TimeUnit.MILLISECONDS.toNanos(AGREEMENT_MILLIS),
                    "it does not say which baud rate it has set");
        }
        if (telnet.baud() != baud) {
            Logger.warn("{} runs at {} baud, not at the {} of the board file", name(), telnet.baud(), baud);
        }
    }

    private void pump(long deadlineNanos, String failure) throws PortException {
        if (!read() || System.nanoTime() - deadlineNanos > 0) {
            throw new PortException(name() + ": " + failure);
        }
    }

    /** Reads once, keeps what belongs to the line; false if the connection is gone. */
    private boolean read() {
        byte[] buffer = new byte[256];
        int count = tcp.read(buffer);
        if (count < 0) {
            return false;
        }
        int length = telnet.decode(buffer, count);
        int room = Math.min(length, early.length - earlyLength);
        System.arraycopy(buffer, 0, early, earlyLength, room);
        earlyLength += room;
        reply();
        return true;
    }

    private void reply() {
        byte[] replies = telnet.takeReplies();
        if (replies.length > 0) {
            send(replies);
        }
    }

    private void send(byte[] bytes) {
        tcp.write(bytes, bytes.length);
    }

    @Override
    public int read(byte[] buffer) {
        if (earlyLength > 0) {
            int count = Math.min(earlyLength, buffer.length);
            System.arraycopy(early, 0, buffer, 0, count);
            System.arraycopy(Arrays.copyOfRange(early, count, earlyLength), 0, early, 0, earlyLength - count);
            earlyLength -= count;
            return count;
        }
        int count = tcp.read(buffer);
        if (count <= 0) {
            return count;
        }
        int length = telnet.decode(buffer, count);
        reply();
        return length;
    }

    @Override
    public boolean write(byte[] bytes, int length) {
        byte[] escaped = TelnetCodec.escaped(bytes, length);
        return tcp.write(escaped, escaped.length);
    }

    @Override
    public boolean isThere() {
        return true;
    }

    @Override
    public String name() {
        return tcp.name();
    }

    @Override
    public void close() {
        tcp.close();
    }
}
