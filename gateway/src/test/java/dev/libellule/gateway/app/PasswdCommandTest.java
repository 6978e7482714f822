package dev.libellule.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.auth.PasswordFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PasswdCommandTest {
    @TempDir
    Path folder;
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    @Test
    void makesChangesAndDeletes() {
        String file = folder.resolve("passwd").toString();
        assertEquals(Main.OK, run("passwd", "-c", "-b", file, "sondes", "mot2passe"), err::toString);
        assertEquals(Main.OK, run("passwd", "-b", file, "lampe", "x"), err::toString);
        PasswordFile passwords = PasswordFile.load(Path.of(file));
        assertTrue(passwords.check("sondes", "mot2passe".getBytes(StandardCharsets.UTF_8)));
        assertEquals(2, passwords.size());
        assertEquals(Main.OK, run("passwd", "-D", file, "lampe"), err::toString);
        assertEquals(Main.FAILED, run("passwd", "-D", file, "lampe"));
        assertTrue(err.toString().contains("there is no user 'lampe'"), err::toString);
    }

    @Test
    void saysWhatIsMissing() {
        String file = folder.resolve("none").toString();
        assertEquals(Main.FAILED, run("passwd", "-b", file, "sondes", "x"));
        assertTrue(err.toString().contains("There is no such file; make it with: libellule passwd -c " + file),
                err::toString);
        assertEquals(Main.FAILED, run("passwd", file, "sondes", "x"));
        assertTrue(err.toString().contains("a password on the command line needs -b"), err::toString);
    }

    @Test
    void keepsPasswordsAsAsked() throws IOException {
        Path file = folder.resolve("passwd");
        assertEquals(Main.OK, run("passwd", "-c", "-b", "-H", "argon2id", file.toString(), "a", "x"), err::toString);
        assertEquals(Main.OK, run("passwd", "-b", "-H", "sha512", file.toString(), "b", "x"), err::toString);
        assertEquals(Main.OK, run("passwd", "-b", "-I", "5000", file.toString(), "c", "x"), err::toString);
        assertTrue(Files.readString(file).matches("(?s)a:\\$argon2id\\$v=19\\$.*\nb:\\$6\\$.*\nc:\\$7\\$5000\\$.*"));
        assertEquals(Main.FAILED, run("passwd", "-b", "-H", "md5", file.toString(), "b", "x"));
        assertTrue(err.toString()
                .contains("-H md5: must be one of sha512-pbkdf2, argon2id, sha512, scram-sha-256"), err::toString);
        assertEquals(Main.FAILED, run("passwd", "-b", "-I", "0", file.toString(), "b", "x"));
        assertTrue(err.toString().contains("0 iterations: must be 1 to 10000000"), err::toString);
    }

    @Test
    void takesBothLinesOfAScript() {
        String file = folder.resolve("passwd").toString();
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream("secret\nsecret\n".getBytes(StandardCharsets.UTF_8)));
            assertEquals(Main.OK, run("passwd", "-c", file, "sondes"), err::toString);
            assertTrue(PasswordFile.load(Path.of(file)).check("sondes", "secret".getBytes(StandardCharsets.UTF_8)));
            System.setIn(new ByteArrayInputStream("secret\nother".getBytes(StandardCharsets.UTF_8)));
            assertEquals(Main.FAILED, run("passwd", file, "sondes"));
            assertTrue(err.toString().contains("the two passwords are not the same"), err::toString);
        } finally {
            System.setIn(before);
        }
    }
}
