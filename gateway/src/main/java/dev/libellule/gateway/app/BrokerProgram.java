package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.Broker;
import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.gateway.broker.config.ConfigException;
import dev.libellule.gateway.relay.RelayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tinylog.Logger;

/** A broker as a program: its log, its pid file, its user, and its configuration, which SIGHUP has read again. */
final class BrokerProgram {
    private final BrokerFlags flags;
    private final Lifetime lifetime;
    private final String version;
    private BrokerConfig config;
    private Broker broker;
    /** Null until they are started. */
    private volatile Relays relays;

    /** Sets the log up, so that what comes next is logged as the configuration says. */
    BrokerProgram(BrokerFlags flags, BrokerConfig config, Lifetime lifetime) throws IOException {
        this.version = Version.number();
        this.flags = flags;
        this.config = config;
        this.lifetime = lifetime;
        LogWriter.set(LogSettings.of(config.log(), flags.isVerbose()));
        JdkLog.install();
        Logger.info("libellule version {} starting", version);
        if (flags.hasFile()) {
            Logger.info("Config loaded from {}.", flags.file());
        } else {
            Logger.info("Using default config.");
        }
        if (flags.keyLog() != null) {
            Logger.warn("The session keys of TLS are written to {}: who reads it reads all connections.",
                    flags.keyLog());
        }
        tellNotices(config);
    }

    private static void tellNotices(BrokerConfig config) {
        config.notices().forEach(Logger::info);
        if (config.log().destinations().stream().anyMatch(List.of("syslog", "dlt", "android")::contains)) {
            Logger.info("log_dest syslog: the log goes to standard error, which systemd takes to the journal");
        }
    }

    /** Opens the ports; from now on clients can connect. */
    Broker start(BrokerOptions options) {
        broker = lifetime.add(Broker.start(options, version));
        LogSettings log = LogSettings.of(config.log(), flags.isVerbose());
        broker.logPackets(log.logsPackets());
        LogWriter.publishTo(broker::publishLog);
        lifetime.add(() -> LogWriter.publishTo(null));
        if (config.pidFile() != null) {
            writePid(config.pidFile());
        }
        becomeUser();
        if (flags.hasFile()) {
            HangUp.onSignal(this::reload);
        }
        Logger.info("libellule version {} running", version);
        Background.started();
        return broker;
    }

    /** Root has opened files that are the user's from now on. */
    private void becomeUser() {
        List<Path> files = new ArrayList<>();
        Path store = config.persistence().store();
        if (store != null) {
            files.addAll(List.of(store, Path.of(store + "-wal"), Path.of(store + "-shm")));
        }
        Path log = LogSettings.of(config.log(), flags.isVerbose()).file();
        if (log != null) {
            files.add(log);
        }
        if (config.pidFile() != null) {
            files.add(config.pidFile());
        }
        if (flags.keyLog() != null) {
            files.add(flags.keyLog());
        }
        Path folder = store == null ? null : store.toAbsolutePath().getParent();
        boolean couldWrite = folder != null && Files.isWritable(folder); // if not, the broker has said so, and goes on without
        UserSwitch.become(config.user(), files);
        if (couldWrite && !Files.isWritable(folder)) {
            throw new WrongConfigurationException(
                    "Error: Unable to keep state in %s.%nUser %s may not write there; see: ls -ld %s".formatted(store,
                            System.getProperty("user.name"), folder),
                    null);
        }
    }

    /** Starts the bridges; SIGHUP changes them from then on. */
    synchronized Relays startRelays() {
        relays = lifetime.add(new Relays(config.bridges(), broker));
        return relays;
    }

    /** Whether messages on a topic come over bridges, and all of these are away. Any thread. */
    boolean isCutOff(String topic) {
        Relays started = relays;
        return started != null && started.areCutOff(topic);
    }

    private void writePid(Path file) {
        try {
            Files.writeString(file, ProcessHandle.current().pid() + "\n");
            lifetime.add(() -> Files.deleteIfExists(file));
        } catch (IOException e) {
            throw new WrongConfigurationException(
                    "Error: Unable to write pid file %s.%nIts folder has to be there, and user %s has to be allowed to write it."
                            .formatted(file, System.getProperty("user.name")),
                    e);
        }
    }

    /** All files are read before anything changes, so that a wrong one leaves everything as it was. */
    private synchronized void reload() {
        Logger.info("Reloading config.");
        try {
            BrokerConfig now = flags.config();
            BrokerOptions options = BrokerFiles.options(now);
            LogSettings log = LogSettings.of(now.log(), flags.isVerbose());
            Runnable bridges = relays == null ? () -> {} : relays.prepare(now.bridges());
            LogWriter.set(log);
            tellNotices(now);
            broker.logPackets(log.logsPackets());
            broker.reload(options);
            tellWhatWaits(now);
            config = now;
            bridges.run();
            Logger.info("Config loaded from {}.", flags.file());
        } catch (ConfigException | WrongConfigurationException | RelayException | LogWriter.LogFileException e) {
            Logger.error("{}\nThe configuration is refused as a whole; the old one stays in force.", e.getMessage());
        } catch (RuntimeException e) {
            Logger.error(e, "The configuration is refused as a whole; the old one stays in force");
        }
    }

    /** Listeners that are new or gone the broker names itself. */
    private void tellWhatWaits(BrokerConfig now) {
        Map<String, Boolean> changes = new LinkedHashMap<>();
        changes.put("persistence", !now.persistence().equals(config.persistence()));
        changes.put("pid_file", !Objects.equals(now.pidFile(), config.pidFile()));
        changes.put("user", !now.user().equals(config.user()));
        changes.forEach((option, hasChanged) -> {
            if (hasChanged) {
                Logger.warn("{} has changed in the configuration; that holds from the next start.", option);
            }
        });
    }
}
