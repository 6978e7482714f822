package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.auth.AclFile;
import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.gateway.broker.config.ListenerConfig;
import dev.libellule.gateway.relay.Relay;
import dev.libellule.gateway.store.RetainedTopics;
import dev.libellule.gateway.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code --test-config} says beyond right or wrong: what works and is risky, and what does nothing here. */
final class SecondOpinion {
    /** Topics that devices take commands from: ours, Tasmota's, ESPHome's, and the one of the introductions to MQTT. */
    private static final Pattern COMMAND = Pattern.compile("(.+/)?(set|command|cmd)|(.+/)?cmnd/.+|ctrlled");

    private final List<String> lines = new ArrayList<>();

    private SecondOpinion() {}

    /** Reads every file that the configuration names, then prints. */
    static int print(BrokerConfig config) {
        BrokerFiles.options(config);
        LogSettings.of(config.log(), false);
        Relay.prepareAll(config.bridges(), (_, _) -> { // certificates, and topics that go round in circles
            throw new IllegalStateException("no bridge begins in a test of a configuration");
        });
        of(config).forEach(System.out::println);
        System.out.println("Configuration file is OK.");
        return Main.OK;
    }

    /** One line for each remark. */
    static List<String> of(BrokerConfig config) {
        SecondOpinion opinion = new SecondOpinion();
        Set<Path> secrets = new LinkedHashSet<>();
        for (ListenerConfig listener : config.listeners()) {
            opinion.look(listener);
            if (listener.access().passwordFile() != null) {
                secrets.add(listener.access().passwordFile());
            }
            if (listener.access().scramFile() != null) {
                secrets.add(listener.access().scramFile());
            }
            if (listener.access().aclFile() != null) {
                opinion.lookWhoMayWrite(listener.access().aclFile());
            }
            if (listener.tls() != null) {
                secrets.add(listener.tls().keyFile());
            }
        }
        for (BridgeConfig bridge : config.bridges()) {
            opinion.look(bridge);
            if (!bridge.remote().password().isEmpty()) {
                secrets.add(bridge.origin().file());
            }
            if (bridge.tls() != null && bridge.tls().keyFile() != null) {
                secrets.add(bridge.tls().keyFile());
            }
        }
        secrets.forEach(opinion::lookAtRights);
        secrets.forEach(opinion::lookWhoMayWrite);
        opinion.lookForCommands(config.persistence().store());
        config.notices().forEach(notice -> opinion.lines.add("Note: " + notice));
        return opinion.lines;
    }

    private void look(ListenerConfig listener) {
        ListenerConfig.Access access = listener.access();
        boolean byCertificate = listener.tls() != null && listener.tls().certificateRequired();
        boolean anybody = !byCertificate && access.anonymousAllowed();
        boolean mayWrite = access.aclFile() == null || AclFile.load(access.aclFile()).letsAnonymousPublish();
        String place = "listener " + listener.place();
        boolean isApi = listener.protocol() == ListenerConfig.Protocol.HTTP_API;
        if (listener.terms().proxy().version() > 0 && listener.isForTheWorld()) {
            lines.add(
                    ("Warning: %s believes every proxy: who reaches it directly can pass for any address%s; let it listen where"
                            + " only the proxy is").formatted(place, listener.terms().proxy().requiresCertificate()
                                    ? " and any certificate"
                                    : ""));
        }
        if (anybody && listener.isForTheWorld()) {
            lines.add("Warning: %s is open to everybody who can reach this machine: %s; set allow_anonymous false and a"
                    .formatted(place, isApi
                            ? "they can read its state"
                            : mayWrite ? "they can read and send commands" : "they can read")
                    + " password_file, or listen on 127.0.0.1");
        } else if (anybody && mayWrite && !isApi && access.passwordFile() != null) {
            lines.add("Warning: %s has a password_file, but clients without a user name may publish all the same"
                    .formatted(place) + "; set allow_anonymous false");
        }
        if (!access.anonymousAllowed() && access.passwordFile() == null && !byCertificate) {
            lines.add("Warning: %s lets nobody in: allow_anonymous is false and there is no password_file"
                    .formatted(place));
        }
        if (listener.isForTheWorld() && listener.tls() == null && access.passwordFile() != null) {
            lines.add("Warning: %s sends passwords in clear; give it a certfile and a keyfile".formatted(place));
        }
    }

    private void look(BridgeConfig bridge) {
        boolean isFar = bridge.addresses().stream().anyMatch(address -> !address.host().equals("localhost")
                && !address.host().startsWith("127.") && !address.host().equals("::1"));
        if (isFar && bridge.tls() == null && !bridge.remote().password().isEmpty()) {
            lines.add(
                    "Warning: bridge %s sends its password in clear; give it a bridge_cafile".formatted(bridge.name()));
        }
    }

    /** A command that is kept is given again to each device that comes back. */
    private void lookForCommands(Path store) {
        if (store == null) {
            return;
        }
        try {
            for (String topic : RetainedTopics.in(store)) {
                if (COMMAND.matcher(topic).matches()) {
                    lines.add(
                            ("Warning: a command is kept and is given to its device whenever it comes back: topic %s; clear it"
                                    + " with: libellule pub -r -n -t '%s'").formatted(topic, topic));
                }
            }
        } catch (StoreException e) {
            lines.add("Note: " + e.getMessage());
        }
    }

    private void lookWhoMayWrite(Path file) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
                lines.add("Warning: every user of this machine may change %s; change that with: chmod o-w %s"
                        .formatted(file, file));
            }
        } catch (IOException | UnsupportedOperationException e) {
            lines.add("Note: the rights of %s cannot be read".formatted(file));
        }
    }

    private void lookAtRights(Path file) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
                lines.add("Warning: every user of this machine may read %s; change that with: chmod o-r %s"
                        .formatted(file, file));
            }
        } catch (IOException | UnsupportedOperationException e) {
            lines.add("Note: the rights of %s cannot be read".formatted(file));
        }
    }
}
