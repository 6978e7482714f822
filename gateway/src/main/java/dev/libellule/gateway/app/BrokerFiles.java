package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.BrokerOptions;
import dev.libellule.gateway.broker.BrokerOptions.Access;
import dev.libellule.gateway.broker.BrokerOptions.AccessList;
import dev.libellule.gateway.broker.BrokerOptions.Credentials;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.auth.AclException;
import dev.libellule.gateway.broker.auth.AclFile;
import dev.libellule.gateway.broker.auth.PasswordFile;
import dev.libellule.gateway.broker.auth.PasswordFileException;
import dev.libellule.gateway.broker.auth.ScramFile;
import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.gateway.broker.config.ListenerConfig;
import dev.libellule.gateway.broker.tls.TlsEndpoint;
import dev.libellule.gateway.broker.tls.TlsException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tinylog.Logger;

/**
 * Turns what a {@code mosquitto.conf} says into what the broker is started with; opens the files that it names.
 *
 * <p>All of them are read before anything is started or changed: one that is wrong refuses the whole.
 */
final class BrokerFiles {
    private static final Duration SOON = Duration.ofDays(14);

    private final Map<Path, Credentials> passwordFiles = new HashMap<>();
    private final Map<Path, ScramFile> scramFiles = new HashMap<>();
    private final Map<Path, AccessList> aclFiles = new HashMap<>();

    private BrokerFiles() {}

    static BrokerOptions options(BrokerConfig config) {
        BrokerFiles files = new BrokerFiles();
        try {
            List<Listener> listeners = config.listeners().stream().map(files::listener).toList();
            return new BrokerOptions(listeners, config.limits(), config.sysInterval(),
                    config.persistence().store());
        } catch (PasswordFileException | AclException | TlsException e) {
            throw new WrongConfigurationException(e.getMessage(), e);
        }
    }

    private Listener listener(ListenerConfig config) {
        ListenerConfig.Access from = config.access();
        Credentials credentials = from.passwordFile() == null
                ? null
                : passwordFiles.computeIfAbsent(from.passwordFile(), BrokerFiles::passwords);
        if (from.scramFile() != null) {
            Credentials passwords = credentials;
            credentials = scramFiles.computeIfAbsent(from.scramFile(), ScramFile::load).with(passwords);
        }
        AccessList acl = from.aclFile() == null
                ? null
                : aclFiles.computeIfAbsent(from.aclFile(), AclFile::load);
        Access access = new Access(from.anonymousAllowed(), credentials, acl, from.refusesDeniedSubscriptions(),
                from.zeroLengthClientIdAllowed(), from.autoIdPrefix(), from.clientIdPrefix(),
                from.isUserNameClientId(), from.userName());
        Transport transport = switch (config.protocol()) {
            case MQTT -> Transport.TCP;
            case WEBSOCKETS -> Transport.WEBSOCKET;
            case HTTP_API -> Transport.HTTP_API;
        };
        return new Listener(config.address(), config.port(), config.socket(), transport, access, tls(config),
                config.terms());
    }

    private static TlsEndpoint tls(ListenerConfig config) {
        if (config.tls() == null) {
            return null;
        }
        TlsEndpoint tls = TlsEndpoint.load(config.tls());
        if (tls.expires().isBefore(Instant.now().plus(SOON))) {
            Logger.warn("the certificate {} ends on {}; renew it, and send this process SIGHUP",
                    config.tls().certFile(), tls.expires());
        }
        return tls;
    }

    private static Credentials passwords(Path file) {
        PasswordFile passwords = PasswordFile.load(file);
        passwords.problems().forEach(Logger::warn);
        return passwords;
    }
}
