package dev.libellule.gateway.broker.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.Peer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Password files to and from Debian's own tools. */
class PasswordFileIT {
    @TempDir
    Path folder;

    @BeforeAll
    static void needsTheTools() {
        Peer.require("mosquitto_passwd", "mosquitto");
        Peer.require("mosquitto_pub", "mosquitto-clients");
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start().waitFor();
    }

    @Test
    void weUnderstandTheirs() throws Exception {
        Path file = folder.resolve("theirs");
        assertEquals(0, run("mosquitto_passwd", "-c", "-b", file.toString(), "sondes", "mot2passe"));
        assertEquals(0, run("mosquitto_passwd", "-H", "sha512", "-b", file.toString(), "ancien", "mot2passe"));
        PasswordFile passwords = PasswordFile.load(file);
        assertTrue(passwords.check("sondes", "mot2passe".getBytes(StandardCharsets.UTF_8)));
        assertTrue(passwords.check("ancien", "mot2passe".getBytes(StandardCharsets.UTF_8)));
    }

    /** Mosquitto 2.1 has the reference implementation's library make its entries, and so has this command. */
    @Test
    void weUnderstandArgon2OfTheReferenceImplementation() throws Exception {
        Peer.require("argon2", "argon2");
        Path file = folder.resolve("argon2");
        Process argon2 = new ProcessBuilder("argon2", "somesaltsomesalt", "-id", "-t", "1", "-k", "47104", "-p", "1",
                "-l", "64", "-e").start();
        try (var in = argon2.getOutputStream()) {
            in.write("mot2passe".getBytes(StandardCharsets.UTF_8));
        }
        String hash = new String(argon2.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, argon2.waitFor());
        PasswordFile passwords = PasswordFile.load(Files.writeString(file, "sondes:" + hash));
        assertEquals(List.of(), passwords.problems());
        assertTrue(passwords.check("sondes", "mot2passe".getBytes(StandardCharsets.UTF_8)));
        assertFalse(passwords.check("sondes", "mot2pass".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theyUnderstandOurs() throws Exception {
        Path file = folder.resolve("ours");
        new PasswordFileEditor(file).create("sondes", "mot2passe");
        try (Mosquitto mosquitto = Mosquitto.start(folder, "password_file ${folder}/ours\n")) {
            assertEquals(0, publish(mosquitto, "mot2passe"));
            assertNotEquals(0, publish(mosquitto, "mot2pass"));
        }
    }

    private static int publish(Mosquitto mosquitto, String password) throws Exception {
        return run("mosquitto_pub", "-h", "127.0.0.1", "-p", Integer.toString(mosquitto.port()), "-u", "sondes", "-P",
                password,
                "-t", "t", "-m", "1");
    }
}
