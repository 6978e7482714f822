package dev.libellule.gateway.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.gateway.Peer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Certificates for tests, made by OpenSSL as people make theirs. */
public final class Openssl {
    private final Path folder;

    /** Makes them in a folder. */
    public Openssl(Path folder) {
        this.folder = folder;
    }

    /** A file of the folder. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Runs openssl in the folder. */
    public void run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Peer.require("openssl", "openssl").toString()));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    /** An authority: {@code name.crt} and {@code name.key}. */
    public void authority(String name) throws Exception {
        run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=" + name, "-keyout",
                name + ".key", "-out", name + ".crt");
    }

    /**
     * A certificate: {@code name.crt} and {@code name.key}.
     *
     * @param key what kind, such as {@code rsa:2048}, or {@code ec -pkeyopt ec_paramgen_curve:P-256} with blanks
     */
    public void certificate(String authority, String name, String subject, String key) throws Exception {
        List<String> request = new ArrayList<>(List.of("req", "-new", "-nodes", "-subj", subject, "-keyout",
                name + ".key", "-out", name + ".csr", "-newkey"));
        request.addAll(List.of(key.split(" ")));
        run(request.toArray(String[]::new));
        java.nio.file.Files.writeString(file(name + ".ext"), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
        run("x509", "-req", "-in", name + ".csr", "-CA", authority + ".crt", "-CAkey", authority + ".key",
                "-CAcreateserial", "-days", "20", "-extfile", name + ".ext", "-out", name + ".crt");
    }
}
