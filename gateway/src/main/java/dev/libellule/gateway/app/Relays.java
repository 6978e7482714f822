package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.relay.Filters;
import dev.libellule.gateway.relay.Relay;
import dev.libellule.gateway.relay.RelayStatus.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tinylog.Logger;

/**
 * The relays of a configuration, each for one {@code connection} section. When the file is read again, only those whose section or
 * certificates have changed end and begin; the others notice nothing. What waits in the session of one that changes is kept. Any thread.
 */
final class Relays implements AutoCloseable {
    /** One relay, and what it was made of. */
    private record Running(BridgeConfig config, List<String> files, Relay relay) {
        boolean isMadeOf(BridgeConfig other) {
            return config.equals(other) && files.equals(stateOfFiles(other));
        }

        boolean brings(String topic) {
            return config.topics().stream().filter(line -> line.direction().isIn())
                    .anyMatch(line -> Filters.matches(line.localFilter(), topic));
        }

        /** A lazy one that rests is away by its own will. */
        boolean isThere() {
            return EnumSet.of(Phase.ONLINE, Phase.RESTING).contains(relay.state().phase());
        }
    }

    private final LocalClients broker;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private volatile List<Running> shown = List.of(); // to be looked at without waiting for a change

    /**
     * Starts a relay for each bridge.
     *
     * @throws dev.libellule.gateway.relay.RelayException when one cannot be; then none is
     */
    Relays(List<BridgeConfig> bridges, LocalClients broker) {
        this.broker = broker;
        prepare(bridges).run();
    }

    /**
     * Finds out whether other bridges would do, and changes nothing yet.
     *
     * @return changes over to them
     * @throws dev.libellule.gateway.relay.RelayException when one of them would not do
     */
    synchronized Runnable prepare(List<BridgeConfig> bridges) {
        List<Relay> prepared = Relay.prepareAll(bridges, broker);
        return () -> change(bridges, prepared);
    }

    private synchronized void change(List<BridgeConfig> bridges, List<Relay> prepared) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        for (int i = 0; i < bridges.size(); i++) {
            wanted.put(bridges.get(i).name(), i);
        }
        Iterator<Running> all = running.values().iterator();
        while (all.hasNext()) {
            Running one = all.next();
            Integer index = wanted.get(one.config().name());
            if (index == null) {
                Logger.info("Bridge {} is not in the configuration any more: it ends; what waits for it is kept.",
                        one.config().name());
            } else if (one.isMadeOf(bridges.get(index))) {
                wanted.remove(one.config().name());
                continue;
            } else {
                Logger.info("Bridge {} has changed: it connects anew.", one.config().name());
            }
            one.relay().close(); // before its successor begins: they have one session
            all.remove();
        }
        wanted.values().forEach(index -> {
            BridgeConfig bridge = bridges.get(index);
            Relay relay = prepared.get(index);
            relay.begin();
            running.put(bridge.name(), new Running(bridge, stateOfFiles(bridge), relay));
        });
        shown = List.copyOf(running.values());
    }

    /** Those that run now. */
    synchronized List<Relay> all() {
        return running.values().stream().map(Running::relay).toList();
    }

    /** Whether messages on a topic come over bridges, and all of these are away. Never waits. */
    boolean areCutOff(String topic) {
        List<Running> bringing = shown.stream().filter(one -> one.brings(topic)).toList();
        return !bringing.isEmpty() && bringing.stream().noneMatch(Running::isThere);
    }

    /** When which certificate file was written. */
    private static List<String> stateOfFiles(BridgeConfig bridge) {
        List<String> state = new ArrayList<>();
        BridgeConfig.Tls tls = bridge.tls();
        if (tls != null) {
            for (Path path : new Path[]{tls.caFile(), tls.certFile(), tls.keyFile()}) {
                state.add(stateOf(path));
            }
            if (tls.caPath() != null) {
                try (Stream<Path> files = Files.list(tls.caPath())) {
                    files.sorted().forEach(file -> state.add(stateOf(file)));
                } catch (IOException e) {
                    state.add(e.toString());
                }
            }
        }
        return state;
    }

    private static String stateOf(Path file) {
        try {
            return file == null ? "" : "%s %s %d".formatted(file, Files.getLastModifiedTime(file), Files.size(file));
        } catch (IOException e) {
            return e.toString(); // gone, which is a change too
        }
    }

    @Override
    public synchronized void close() {
        running.values().forEach(one -> one.relay().close());
        running.clear();
    }
}
