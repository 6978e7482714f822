package dev.libellule.gateway.app;

import dev.libellule.gateway.broker.auth.AclFile;
import dev.libellule.gateway.broker.config.BrokerConfig;
import dev.libellule.gateway.broker.config.ListenerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What {@code --test-config} says beyond right or wrong: what works and is risky, and what does nothing here. */
final class SecondOpinion {
    private final List<String> lines = new ArrayList<>();

    private SecondOpinion() {}

    /** Reads every file that the configuration names, then prints. */
    static int print(BrokerConfig config) {
        BrokerFiles.options(config);
        LogSettings.of(config.log(), false);
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
            if (listener.tls() != null) {
                secrets.add(listener.tls().keyFile());
            }
        }
        secrets.forEach(opinion::lookAtRights);
        config.notices().forEach(notice -> opinion.lines.add("Note: " + notice));
        return opinion.lines;
    }

    private void look(ListenerConfig listener) {
        ListenerConfig.Access access = listener.access();
        boolean byCertificate = listener.tls() != null && listener.tls().certificateRequired();
        boolean anybody = !byCertificate && access.anonymousAllowed();
        boolean mayWrite = access.aclFile() == null || AclFile.load(access.aclFile()).letsAnonymousPublish();
        String place = "listener " + listener.place();
        if (anybody && listener.isForTheWorld()) {
            lines.add("Warning: %s is open to everybody who can reach this machine: %s; set allow_anonymous false and a"
                    .formatted(place, mayWrite ? "they can read and send commands" : "they can read")
                    + " password_file, or listen on 127.0.0.1");
        } else if (anybody && mayWrite && access.passwordFile() != null) {
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
