package dev.libellule.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Very many clients that do very little, on one thread.
 *
 * <p>Arguments: {@code idle}, {@code connects}, {@code storm} or {@code retained}; port; process of the broker; how many.
 */
public final class Crowd {
    private static final int UNDER_WAY = 200;
    private static final int RETAINED_EACH = 10;
    private static final long PATIENCE_NANOS = 120_000_000_000L;
    private static final long RETRY_NANOS = 5_000_000_000L;
    private static final byte[] DISCONNECT = {(byte) 0xE0, 0};

    private final Selector selector = Selector.open();
    private final InetSocketAddress address;
    private final BrokerProcess broker;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
    private final List<Member> accepted = new ArrayList<>();
    private int closed;
    private int refused;

    /** One client. */
    private static final class Member {
        final int number;
        final boolean leaves;
        SocketChannel channel;
        long sinceNanos;
        boolean isAccepted;

        Member(int number, boolean leaves) {
            this.number = number;
            this.leaves = leaves;
        }
    }

    private Crowd(int port, long pid) throws IOException {
        address = new InetSocketAddress("127.0.0.1", port);
        broker = new BrokerProcess(pid);
    }

    /** The program. */
    public static void main(String[] arguments) throws Exception {
        Crowd crowd = new Crowd(Integer.parseInt(arguments[1]), Long.parseLong(arguments[2]));
        int count = Integer.parseInt(arguments[3]);
        System.out.println(switch (arguments[0]) {
            case "idle" -> crowd.idle(count);
            case "connects" -> crowd.connects(count);
            case "storm" -> crowd.storm(count);
            case "retained" -> crowd.retained(count);
            default -> throw new IllegalArgumentException(arguments[0] + ": idle, connects, storm or retained");
        });
    }

    /** Memory of the broker for each of so many connected clients that are silent. */
    private String idle(int count) throws Exception {
        bring(2 * count, UNDER_WAY, true); // what a crowd costs once: code, a young generation that has been all around
        closed = 0;
        broker.heapBytes();
        long heap = broker.heapBytes();
        long resident = broker.residentBytes();
        bring(count, UNDER_WAY, false);
        long heapAfter = broker.heapBytes();
        long residentAfter = broker.residentBytes();
        if (accepted.size() < count) {
            return "only " + accepted.size() + " of " + count + " connected";
        }
        return String.format(Locale.ROOT, "connections=%d resident_kib_each=%.2f heap_kib_each=%s resident_mib=%.1f",
                count,
                (residentAfter - resident) / 1024.0 / count,
                heap < 0 ? "-" : String.format(Locale.ROOT, "%.2f", (heapAfter - heap) / 1024.0 / count),
                residentAfter / 1048576.0);
    }

    /** So many silent clients stay while ten retained messages for each of them are stored and given to one subscriber. */
    private String retained(int count) throws Exception {
        bring(count, UNDER_WAY, false);
        String stored = RetainedLoad.run(address.getPort(), broker, RETAINED_EACH * count);
        int gone = 0;
        for (Member member : accepted) {
            buffer.clear();
            gone += member.channel.read(buffer) < 0 ? 1 : 0;
        }
        return String.format(Locale.ROOT, "connections=%d gone_meanwhile=%d %s", accepted.size(), gone, stored);
    }

    /** Processor time of the broker for a TCP connection with CONNECT and DISCONNECT: the first ones, and after three times as many. */
    private String connects(int count) throws Exception {
        String cold = comeAndGo("cold", count);
        bring(2 * count, UNDER_WAY, true);
        return cold + " " + comeAndGo("warm", count);
    }

    private String comeAndGo(String name, int count) throws IOException {
        double cpu = broker.cpuSeconds();
        long start = System.nanoTime();
        closed = 0;
        bring(count, UNDER_WAY, true);
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT, "%1$s_connects=%2$d %1$s_per_second=%3$.0f %1$s_cpu_us_each=%4$.1f", name,
                closed,
                closed / seconds, (broker.cpuSeconds() - cpu) / closed * 1e6);
    }

    /** All clients lose their connection at one moment and come back at the next, all at once. */
    private String storm(int count) throws Exception {
        bring(count, UNDER_WAY, false);
        for (Member member : List.copyOf(accepted)) {
            member.channel.setOption(StandardSocketOptions.SO_LINGER, 0); // cut, as by an access point that restarts
            member.channel.close();
        }
        accepted.clear();
        refused = 0;
        long start = System.nanoTime();
        List<Long> waits = bring(count, count, false);
        waits.sort(null);
        return String.format(Locale.ROOT, "clients=%d served=%d retries=%d all_ms=%.0f p50_ms=%.0f slowest_ms=%.0f",
                count,
                accepted.size(), refused, (System.nanoTime() - start) / 1e6, waits.get(waits.size() / 2) / 1e6,
                waits.getLast() / 1e6);
    }

    /** Connects so many; returns what each waited for its CONNACK since the first was sent on its way. */
    private List<Long> bring(int count, int underWay, boolean leaving) throws IOException {
        long start = System.nanoTime();
        List<Long> waits = new ArrayList<>();
        Deque<Member> waiting = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            waiting.add(new Member(i, leaving));
        }
        List<Member> open = new ArrayList<>();
        int done = closed + accepted.size();
        int target = done + count;
        while (done < target && System.nanoTime() - start < PATIENCE_NANOS) {
            while (!waiting.isEmpty() && open.size() < underWay) {
                Member member = waiting.poll();
                open(member);
                open.add(member);
            }
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                Member member = (Member) key.attachment();
                if (step(member, key) && member.isAccepted && !member.leaves) {
                    waits.add(System.nanoTime() - start);
                }
            }
            selector.selectedKeys().clear();
            long now = System.nanoTime();
            open.removeIf(member -> isDone(member, now, waiting));
            done = closed + accepted.size();
        }
        return waits;
    }

    private boolean isDone(Member member, long now, Deque<Member> waiting) {
        if (member.channel == null) { // refused: again
            waiting.add(member);
            return true;
        }
        if (!member.isAccepted && now - member.sinceNanos > RETRY_NANOS) {
            close(member);
            refused++;
            waiting.add(member);
            return true;
        }
        return member.isAccepted && (!member.leaves || !member.channel.isOpen());
    }

    private void open(Member member) throws IOException {
        member.sinceNanos = System.nanoTime();
        member.channel = SocketChannel.open();
        member.channel.configureBlocking(false);
        boolean isConnected = member.channel.connect(address);
        member.channel.register(selector, isConnected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, member);
        if (isConnected) {
            sendConnect(member);
        }
    }

    private static void close(Member member) {
        try {
            member.channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        member.channel = null;
    }

    /** True when something was decided. */
    private boolean step(Member member, SelectionKey key) {
        try {
            if (key.isConnectable()) {
                member.channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                sendConnect(member);
                return false;
            }
            buffer.clear();
            int length = member.channel.read(buffer);
            if (length < 0) {
                member.channel.close();
                if (member.leaves && member.isAccepted) {
                    closed++; // as it should be: the broker closes after DISCONNECT
                    return true;
                }
                throw new IOException("closed by the broker");
            }
            if (!member.isAccepted && length >= 4 && buffer.get(0) == 0x20 && buffer.get(3) == 0) {
                member.isAccepted = true;
                if (member.leaves) {
                    member.channel.write(ByteBuffer.wrap(DISCONNECT));
                } else {
                    accepted.add(member);
                }
                return true;
            }
            return false;
        } catch (IOException e) {
            refused++;
            close(member);
            member.isAccepted = false;
            return false;
        }
    }

    private static void sendConnect(Member member) throws IOException {
        byte[] id = ("crowd-%06d".formatted(member.number)).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer packet = ByteBuffer.allocate(14 + id.length);
        packet.put((byte) 0x10).put((byte) (12 + id.length)).put(new byte[]{0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0});
        packet.putShort((short) id.length).put(id).flip();
        member.channel.write(packet);
    }
}
