package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Credentials;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.Limits;
import dev.libellule.gateway.broker.auth.PasswordFile;
import dev.libellule.gateway.broker.auth.PasswordFileException;
import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.gateway.broker.config.ListenerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tinylog.Logger;

/** Turns what a {@code mosquitto.conf} says into what the broker is started with; opens the files that it names. */
final class BrokerFiles {
    private static final int NO_LIMIT = 65_535;

    private BrokerFiles() {}

    static BrokerOptions options(BrokerConfig config) {
        Map<Path, Credentials> passwordFiles = new HashMap<>();
        List<Listener> listeners = config.listeners().stream().map(listener -> listener(listener, passwordFiles))
                .toList();
        config.notices().forEach(Logger::info);
        return new BrokerOptions(listeners, limits(config.limits()), config.sysInterval());
    }

    private static Listener listener(ListenerConfig config, Map<Path, Credentials> passwordFiles) {
        Credentials credentials = config.passwordFile() == null
                ? null
                : passwordFiles.computeIfAbsent(config.passwordFile(), BrokerFiles::load);
        Transport transport = config.protocol() == ListenerConfig.Protocol.MQTT ? Transport.TCP : Transport.WEBSOCKET;
        return new Listener(config.address(), config.port(), transport, config.anonymousAllowed(), credentials);
    }

    private static Credentials load(Path file) {
        try {
            PasswordFile passwords = PasswordFile.load(file);
            passwords.problems().forEach(Logger::warn);
            return passwords;
        } catch (PasswordFileException e) {
            throw new WrongConfigurationException(e.getMessage(), e);
        }
    }

    private static Limits limits(BrokerConfig.MessageLimits limits) {
        int inflight = limits.maxInflightMessages() == 0 ? NO_LIMIT : Math.min(limits.maxInflightMessages(), NO_LIMIT);
        int queued = limits.maxQueuedMessages() == 0 ? Integer.MAX_VALUE : limits.maxQueuedMessages();
        int packet = limits.maxPacketSize() == 0 ? 268_435_460 : limits.maxPacketSize();
        return new Limits(inflight, Limits.DEFAULT.receiveMaximum(), queued, packet, Limits.DEFAULT.maxPendingBytes());
    }
}
