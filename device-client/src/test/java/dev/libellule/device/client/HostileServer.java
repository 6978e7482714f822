package dev.libellule.device.client;

import com.sun.management.ThreadMXBean;
import dev.libellule.device.codec.MqttVersion;
import java.lang.management.ManagementFactory;

/**
 * A client and a server that says whatever the input says, with an application that does whatever the input says, and a clock.
 *
 * <p>The input is a byte of options, then turns: a byte whose low three bits choose what happens and whose others are its argument, and
 * what belongs to it; see {@link #turn}. Each turn ends in one step of the client. {@link ClientOracle} watches all that the client
 * sends and tells. In the end the client has to come to rest, and to come back to a server that behaves.
 */
final class HostileServer implements Transport, Authentication, Redirect {
    static final byte[][] TOPICS = {ClientBench.bytes("a"), ClientBench.bytes("a/+/#"),
            ClientBench.bytes("maison/salon/temperature"), ClientBench.bytes("$share/g/a")};
    static final byte[] PAYLOAD = new byte[300];

    private static final int ALL = Integer.MAX_VALUE;
    private static final int MOST_CALLS = 600; // of the transport in one step: a full buffer of the smallest packets
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final byte[] METHOD = {'M'};
    private static final byte[] CONNACK_3 = {0x20, 2, 0, 0};
    private static final byte[] CONNACK_5 = {0x20, 3, 0, 0, 0};
    private static final byte[] CONNACK_AUTHENTICATED = {0x20, 7, 0, 0, 4, 0x15, 0, 1, 'M'};
    private static final byte[] ANOTHER = {0x30, 4, 0, 1, 'a', 0};

    private final byte[] input;
    private final int version;
    private final boolean authenticates;
    private final ClientOracle oracle;
    private final MqttClient client;
    private final byte[] incoming = new byte[8192];
    private int at = 1;
    private int count;
    private boolean greets;
    private boolean open;
    private boolean away;
    private boolean refuses;
    private int mostRead = ALL;
    private int mostWritten = ALL;
    private int calls;
    private int greetings;
    private int now;
    private int wait;

    private HostileServer(byte[] input) {
        this.input = input;
        int options = input[0];
        version = (options & 1) == 0 ? MqttVersion.V5_0 : MqttVersion.V3_1_1;
        authenticates = version == MqttVersion.V5_0 && (options & 8) != 0;
        greets = (options & 2) == 0;
        MqttSettings settings = new MqttSettings().version(version).clientIdentifier(TOPICS[0]).keepAliveSeconds(1)
                .receiveMaximum(3).inFlight(4, 120).maximumSubscriptions(3).timeoutsMillis(1000, 500)
                .backoffMillis(100, 1000, 5000, 1);
        if ((options & 4) != 0) {
            settings.topicAliases(2, 2, 10).redirect(this);
        }
        if (authenticates) {
            settings.authentication(this);
        }
        if ((options & 16) != 0) {
            settings.cleanStart(false).sessionExpirySeconds(100).will(TOPICS[2], PAYLOAD, 1, true);
            settings.willPayload = METHOD;
        }
        if ((options & 0x60) == 0x20) {
            settings.refuseOversized();
        } else if ((options & 0x60) == 0x40) {
            settings.streamOversized();
        }
        oracle = new ClientOracle(version, authenticates, (options & 0x60) == 0x60 ? new byte[512] : null);
        oracle.reaction = (options & 0x80) == 0 ? 0 : 1;
        client = new MqttClient(settings, this, oracle, new byte[128], new byte[112]);
    }

    /** Plays an input to its end; throws where the client does what it may not. Returns the bytes that were allocated in it. */
    static long play(byte[] input) {
        if (input.length == 0) {
            return 0;
        }
        HostileServer server = new HostileServer(input);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        server.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private void run() {
        client.connect();
        step();
        while (at < input.length) {
            turn(next());
            step();
        }
        rest();
        comeBack();
    }

    private int next() {
        return at < input.length ? input[at++] & 0xFF : 0;
    }

    private void turn(int what) {
        int argument = what >> 3;
        switch (what & 7) {
            case 0: // the server sends bytes as they are
                send(input, at, next());
                return;
            case 1: // the server sends a packet with its right length
                int firstByte = next();
                int length = next();
                if (count + 3 + length < incoming.length && open) {
                    incoming[count++] = (byte) firstByte;
                    if (length > 127) {
                        incoming[count++] = (byte) (length & 127 | 128);
                    }
                    incoming[count++] = (byte) (length > 127 ? 1 : length);
                }
                send(input, at, length);
                return;
            case 2: // time passes; at most, as long as the client wanted to sleep
                now += argument < 31 ? 1 << argument : wait == ALL ? 0 : wait;
                return;
            case 3: // the stream ends, or does not begin
                open = false;
                refuses = (argument & 1) != 0;
                return;
            case 4: // the application publishes
                client.publish(TOPICS[argument & 3], PAYLOAD, 0, next(), argument >> 2 & 3, (argument & 16) != 0);
                return;
            case 5: // the application subscribes or not
                if ((argument & 4) == 0) {
                    client.subscribe(TOPICS[argument & 3], next(), (argument & 8) == 0 ? 0 : argument);
                } else {
                    client.unsubscribe(TOPICS[argument & 3]);
                }
                return;
            case 6:
                command(argument);
                return;
            default: // how much the transport takes and gives at a time
                mostRead = (argument & 3) == 3 ? ALL : argument & 3;
                mostWritten = argument >> 2 == 7 ? ALL : argument >> 2;
        }
    }

    private void command(int argument) {
        switch (argument & 7) {
            case 0 -> client.connect();
            case 1 -> client.disconnect();
            case 2 -> client.disconnect(4);
            case 3 -> client.disconnect(0, argument);
            case 4 -> client.authenticate();
            case 5 -> greets = !greets;
            case 6 -> oracle.reaction = argument;
            default -> refuses = !refuses;
        }
    }

    private void send(byte[] bytes, int from, int length) {
        int taken = Math.min(Math.min(length, bytes.length - from), incoming.length - count);
        if (open && taken > 0) {
            System.arraycopy(bytes, from, incoming, count, taken);
            count += taken;
        }
        if (bytes == input) {
            at = Math.min(input.length, from + length);
        }
    }

    private void step() {
        calls = 0;
        wait = client.step(now);
        check(wait >= 0, "a step returned a negative time");
        if (greetings != oracle.greetings) {
            greetings = oracle.greetings;
            if (greets && authenticates) {
                send(CONNACK_AUTHENTICATED, 0, CONNACK_AUTHENTICATED.length);
            } else if (greets && version == MqttVersion.V5_0) {
                send(CONNACK_5, 0, CONNACK_5.length);
            } else if (greets) {
                send(CONNACK_3, 0, CONNACK_3.length);
            }
        }
    }

    /** From a silent server the client hears nothing: soon it wants to sleep. */
    private void rest() {
        mostRead = ALL;
        mostWritten = ALL;
        oracle.reaction = 0;
        greets = false;
        step();
        for (int n = 0; wait == 0; n++) {
            check(n < 500, "the client does not come to rest");
            step();
        }
    }

    /** Whatever was said before, a server that behaves is connected to, and heard. */
    private void comeBack() {
        greets = true;
        refuses = false;
        open = false;
        step();
        for (int n = 0; !client.isConnected(); n++) {
            check(n < 20, "the client does not come back");
            client.connect();
            step();
            step();
            now += client.isConnected() || client.isIdle() ? 0 : wait;
        }
        int heard = oracle.heard;
        send(ANOTHER, 0, ANOTHER.length);
        step();
        check(oracle.heard == heard + 1, "the client hears nothing");
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private void called() {
        calls++;
        check(calls <= MOST_CALLS, "a step does not end");
    }

    @Override
    public int connect() {
        called();
        if (refuses) {
            return LOST;
        }
        if (!open) {
            open = true;
            count = 0;
            oracle.opened();
        }
        return CONNECTED;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        called();
        check(offset >= 0 && length > 0 && offset + length <= buffer.length, "a read outside its buffer");
        int given = Math.min(Math.min(length, count), mostRead);
        System.arraycopy(incoming, 0, buffer, offset, given);
        count -= given;
        System.arraycopy(incoming, given, incoming, 0, count);
        return given == 0 && !open ? LOST : given;
    }

    @Override
    public int write(byte[] buffer, int offset, int length) {
        called();
        check(offset >= 0 && length > 0 && offset + length <= buffer.length, "a write outside its buffer");
        if (!open) {
            return LOST;
        }
        int taken = Math.min(length, mostWritten);
        oracle.wrote(buffer, offset, taken);
        return taken;
    }

    @Override
    public void close() {
        called();
        open = false;
        count = 0;
    }

    @Override
    public boolean follow(byte[] reference, int offset, int length) {
        check(!away, "a reference was followed twice, 4.11");
        away = length > 0;
        return away;
    }

    @Override
    public void home() {
        check(away, "the client came home from nowhere");
        away = false;
    }

    @Override
    public byte[] method() {
        return METHOD;
    }

    @Override
    public int maximumDataLength() {
        return 40;
    }

    @Override
    public int begin(byte[] out, int offset) {
        out[offset] = 'b';
        return 1;
    }

    @Override
    public int answer(byte[] in, int offset, int length, byte[] out, int outOffset) {
        return length > 0 && in[offset] == 'x' ? -1 : Math.min(length, 40);
    }

    @Override
    public int finish(byte[] in, int offset, int length) {
        return length > 0 && in[offset] == 'x' ? -1 : 0;
    }
}
