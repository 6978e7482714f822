package dev.libellule.gateway.app;

import dev.libellule.boards.Board;
import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.gateway.discovery.Discovery;
import dev.libellule.gateway.discovery.GatewayDevice;
import dev.libellule.gateway.web.PageSettings;
import dev.libellule.gateway.web.WebServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code libellule gateway}: broker, boards, relays and page in one process. */
@Command(name = "gateway", description = "Runs the gateway: broker, boards on serial lines and pins, relays and the page.")
final class GatewayCommand implements Callable<Integer> {
    @Mixin
    private final BrokerFlags flags = new BrokerFlags();

    @Option(names = {"-b", "--boards"}, paramLabel = "FILE", arity = "1..*", //
            description = "Board files, or folders of them.")
    private List<Path> boardFiles = List.of();

    @Option(names = "--serial", paramLabel = "PORT|auto", arity = "1..*", //
            description = "Serial ports where boards without a file are looked for: paths, or auto for all on USB."
                    + " Such a board says in its hello who it is and what it measures.")
    private List<String> serialPorts = List.of();

    @Option(names = "--websocket-port", paramLabel = "PORT", //
            description = "WebSocket port when there is no configuration file (${DEFAULT-VALUE}).")
    private int webSocketPort = 9001;

    @Option(names = "--page-port", paramLabel = "PORT", //
            description = "Port of the page on 127.0.0.1; 0 for no page (${DEFAULT-VALUE}).")
    private int pagePort = 8080;

    @Option(names = "--discovery-prefix", paramLabel = "PREFIX", //
            description = "Where boards are announced to Home Assistant (${DEFAULT-VALUE}).")
    private String discoveryPrefix = Discovery.USUAL_PREFIX;

    @Option(names = "--no-discovery", description = "Announces no boards to Home Assistant.")
    private boolean isNotDiscovered;

    /** Takes a flag from {@link PlainFlags}; false when it is none of the usual ones. */
    boolean take(String flag, List<String> values) {
        switch (flag) {
            case "-b", "--boards" -> boardFiles = values.stream().map(Path::of).toList();
            case "--serial" -> serialPorts = values;
            case "--websocket-port" -> webSocketPort = Integer.parseInt(String.join(" ", values));
            case "--page-port" -> pagePort = Integer.parseInt(String.join(" ", values));
            default -> {
                return flags.take(flag, values);
            }
        }
        return !values.isEmpty();
    }

    @Override
    public Integer call() throws Exception {
        BrokerConfig config = flags.config();
        if (flags.isTestOnly()) {
            return SecondOpinion.print(config);
        }
        List<Board> boards = BoardFiles.load(boardFiles);
        if (flags.isInBackground()) {
            BrokerFiles.options(config);
            return Background.start();
        }
        try (Lifetime lifetime = new Lifetime()) {
            BrokerProgram program = new BrokerProgram(flags, config, lifetime);
            BrokerOptions options = options(config);
            Broker broker = program.start(options);
            Gateway.startBoards(boards, serialPorts, mqttPort(options, broker), announced(boards, broker, lifetime),
                    program::isCutOff, broker, lifetime);
            Relays relays = program.startRelays();
            lifetime.add(new Health(broker, boards, relays::all));
            if (pagePort != 0) {
                startPage(pagePort, webSocketPort(options, broker), lifetime);
            }
            return lifetime.await();
        }
    }

    /** Tells Home Assistant of the boards; returns who is to hear of new ones. */
    private Consumer<Board> announced(List<Board> boards, Broker broker, Lifetime lifetime) throws IOException {
        if (isNotDiscovered) {
            return _ -> {};
        }
        Discovery discovery = lifetime.add(new Discovery(discoveryPrefix,
                new GatewayDevice(Health.hostName(), Health.availability(), Version.number()), broker));
        boards.forEach(discovery::announce);
        discovery.begin();
        return discovery::announceHello;
    }

    private BrokerOptions options(BrokerConfig config) {
        BrokerOptions options = BrokerFiles.options(config);
        if (flags.hasFile()) {
            return options;
        }
        List<Listener> listeners = new ArrayList<>(options.listeners());
        listeners.add(Listener.loopback(webSocketPort, Transport.WEBSOCKET));
        return new BrokerOptions(listeners, options.limits(), options.sysInterval(), storeOfUser());
    }

    /** Without a configuration file: where programs of this user keep their state, by the XDG Base Directory Specification. */
    private static Path storeOfUser() {
        String state = System.getenv("XDG_STATE_HOME");
        Path folder = state == null || state.isEmpty() || !Path.of(state).isAbsolute()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
        return folder.resolve("libellule").resolve("libellule.db");
    }

    /** The port on which the page reaches the broker. */
    private static int webSocketPort(BrokerOptions options, Broker broker) {
        for (int i = 0; i < options.listeners().size(); i++) {
            if (options.listeners().get(i).transport() == Transport.WEBSOCKET) {
                return broker.port(i);
            }
        }
        throw new IllegalArgumentException(
                "the page needs a WebSocket listener: add 'listener 9001' and 'protocol websockets' to the "
                        + "configuration, or switch the page off with --page-port 0");
    }

    /** A port for plain MQTT that can be reached from this machine; empty if there is none. */
    private static OptionalInt mqttPort(BrokerOptions options, Broker broker) {
        for (int i = 0; i < options.listeners().size(); i++) {
            Listener listener = options.listeners().get(i);
            if (listener.transport() == Transport.TCP && listener.tls() == null && listener.socket() == null) {
                return OptionalInt.of(broker.port(i));
            }
        }
        return OptionalInt.empty();
    }

    static WebServer startPage(int port, int webSocketPort, Lifetime lifetime) throws Exception {
        WebServer page = lifetime.add(new WebServer(PageSettings.defaults(webSocketPort, Version.number())));
        page.start(port);
        return page;
    }
}
