package dev.libellule.gateway.serial;

import dev.libellule.boards.Board;
import dev.libellule.boards.BoardException;
import dev.libellule.boards.PortName;
import dev.libellule.boards.SerialLine;
import dev.libellule.boards.SerialLine.Dtr;
import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.serial.UsbPorts.UsbPort;
import dev.libellule.gateway.serial.line.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.tinylog.Logger;

/**
 * Boards that say who they are: looks at the ports that nobody else has, asks each for its hello, and gives it to the board of that
 * name, or makes one of what the hello says. A board may come back on any port; its topics stay.
 *
 * <p>A thread of its own looks each second; each port is asked on another. Refuses to guess when two say the same name.
 */
public final class HelloPorts implements AutoCloseable {
    /** The word for all USB ports, instead of a path. */
    public static final String AUTO = "auto";
    private static final long LOOK_MILLIS = 1_000;
    private static final int BAUD = 115_200;

    private final LocalClients clients;
    private final Consumer<Board> newcomers;
    private final UsbPorts usb;
    private final List<Path> given;
    private final boolean all;
    private final CountDownLatch closing = new CountDownLatch(1);
    // Guarded by this
    private final Map<String, HelloSource> sources = new HashMap<>();
    private final Map<String, String> hellos = new HashMap<>(); // of boards without a file, to notice another sketch
    private final Map<String, SerialBoard> boards = new HashMap<>();
    private final Set<Path> looked = new HashSet<>(); // ports that are asked, in use, or of no interest; until unplugged
    private final Set<Path> named = new HashSet<>(); // ports of board files

    /** The port of one board: handed over when it has said hello. */
    private final class HelloSource implements Port.Source {
        private final String board;
        private Port waiting; // the next two guarded by HelloPorts.this
        private Port open;

        HelloSource(String board) {
            this.board = board;
        }

        @Override
        public Port open() throws PortException {
            synchronized (HelloPorts.this) {
                if (waiting == null) {
                    if (open != null) {
                        looked.remove(Path.of(open.name())); // it may be back there already
                    }
                    open = null;
                    throw new PortException("'%s' has not said hello on any port".formatted(board));
                }
                open = waiting;
                waiting = null;
                return open;
            }
        }

        boolean isTaken() {
            return waiting != null || open != null && open.isThere();
        }

        String portName() {
            return waiting != null ? waiting.name() : open.name();
        }
    }

    /**
     * Looks for boards; {@link #start} begins.
     *
     * @param ports paths, or {@link #AUTO} for all USB ports
     * @param files boards whose files name a port, or wait for a hello
     * @param newcomers hears of each board that has no file, when it has said what it is
     */
    public HelloPorts(List<String> ports, List<Board> files, LocalClients clients, Consumer<Board> newcomers) {
        this(ports, files, clients, newcomers, UsbPorts.ofThisMachine());
    }

    HelloPorts(List<String> ports, List<Board> files, LocalClients clients, Consumer<Board> newcomers, UsbPorts usb) {
        this.clients = clients;
        this.newcomers = newcomers;
        this.usb = usb;
        boolean awaited = false;
        for (Board board : files) {
            SerialLine line = board.serial().orElseThrow();
            switch (PortName.of(line.port())) {
                case PortName.Hello(String name) -> {
                    sources.put(name, new HelloSource(name));
                    awaited = true;
                }
                case PortName.Device(String path) -> named.add(Path.of(path));
                case PortName.Usb _,PortName.Tcp _,PortName.Rfc2217 _ -> {
                    // found by the holders of /proc, or no port of this machine
                }
            }
        }
        given = ports.stream().filter(port -> !port.equals(AUTO)).map(Path::of).toList();
        all = ports.contains(AUTO) || awaited && given.isEmpty();
    }

    /** Whether the port of a board is the one where it says hello. */
    public static boolean isAwaited(Board board) {
        return board.serial().map(line -> PortName.of(line.port()) instanceof PortName.Hello).orElse(false);
    }

    /** Starts the boards of these files that wait for a hello, and begins to look. */
    public void start(List<Board> files) {
        for (Board board : files) {
            if (PortName.of(board.serial().orElseThrow().port()) instanceof PortName.Hello(String name)) {
                boards.put(name, SerialBoard.start(board, clients, sources.get(name)));
            }
        }
        Thread.ofVirtual().name("serial hello").start(this::run);
    }

    private void run() {
        do {
            try {
                candidates().forEach(port -> Thread.ofPlatform().name("serial probe " + port).daemon()
                        .start(() -> ask(port)));
            } catch (RuntimeException e) {
                Logger.error(e, "the search for serial boards goes on after a failure");
            }
        } while (!isClosing());
    }

    private boolean isClosing() {
        try {
            return closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ports that are there and have not been looked at since they were plugged in. */
    private synchronized List<Path> candidates() {
        List<Path> ports = new ArrayList<>(given);
        if (all) {
            usb.all().forEach(port -> ports.add(port.device()));
        }
        ports.removeIf(port -> !Files.exists(port));
        looked.retainAll(ports);
        Set<Path> taken = new HashSet<>();
        named.forEach(path -> real(path).ifPresent(taken::add));
        ports.removeIf(port -> real(port).map(taken::contains).orElse(true) || !looked.add(port));
        return ports;
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty(); // just unplugged
        }
    }

    /** On a thread of its own: opening and reading block. */
    private void ask(Path path) {
        DevicePort port;
        try {
            port = DevicePort.open(path, BAUD, Dtr.WAIT);
        } catch (PortException e) {
            Logger.warn("{}; plug it in again when that is done", e.getMessage());
            return;
        }
        Optional<Line.Hello> hello = new Probe(port).hello();
        boolean isKept = hello.isPresent() && !hello.get().board().isEmpty()
                ? handOver(hello.get(), port)
                : handOverNameless(path, port, hello.isPresent());
        if (!isKept) {
            port.close();
        }
    }

    private boolean handOverNameless(Path path, DevicePort port, boolean saidHello) {
        if (saidHello || !given.contains(path)) {
            Logger.warn("{}: the board {}; left alone. Give it a name: libellule boards adopt {} NAME", path,
                    saidHello ? "has no name" : "says no hello", path);
            return false;
        }
        return handOver(new Line.Hello(nameOf(path), ""), port);
    }

    /** A name for a board without one: of its USB device if it has one, never of the number that its port got this time. */
    private String nameOf(Path path) {
        Optional<Path> device = real(path);
        return usb.all().stream().filter(port -> device.equals(Optional.of(port.device()))).findFirst()
                .map(UsbPort::boardName)
                .orElseGet(() -> path.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"));
    }

    /** Gives an open port to its board; false if it is not to have it. */
    private synchronized boolean handOver(Line.Hello hello, DevicePort port) {
        if (closing.getCount() == 0) {
            return false;
        }
        HelloSource source = sources.get(hello.board());
        if (source != null && source.isTaken()) {
            Logger.warn("two boards call themselves '{}': {} and {}; the second is left alone. Give it another name:"
                    + " libellule boards adopt {} NAME", hello.board(), source.portName(), port.name(), port.name());
            return false;
        }
        String before = hellos.get(hello.board());
        if (source != null && (before == null || before.equals(hello.more()))) {
            source.waiting = port;
            return true;
        }
        if (before != null) {
            Logger.info("board {} has another sketch than before", hello.board());
            boards.remove(hello.board()).close();
        }
        return startNew(hello, port);
    }

    private boolean startNew(Line.Hello hello, DevicePort port) {
        try {
            Board board = hello.more().isEmpty()
                    ? HelloBoard.withoutHello(hello.board(), "hello:" + hello.board(), BAUD)
                    : HelloBoard.of(hello, BAUD);
            HelloSource source = new HelloSource(board.id());
            source.waiting = port;
            sources.put(board.id(), source);
            hellos.put(board.id(), hello.more());
            boards.put(board.id(), SerialBoard.start(board, clients, source));
            Logger.info("board {} is new: {} signals, {} outputs", board.id(), board.signals().size(),
                    board.outputs().size());
            newcomers.accept(board);
            return true;
        } catch (BoardException e) {
            Logger.warn("{}: what the board says of itself cannot be: {}", port.name(), e.getMessage());
            return false;
        }
    }

    @Override
    public void close() {
        List<SerialBoard> started;
        synchronized (this) {
            closing.countDown();
            started = List.copyOf(boards.values());
        }
        started.forEach(SerialBoard::close);
    }
}
