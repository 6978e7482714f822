package dev.libellule.gateway.broker.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PasswordFileTest {
    @TempDir
    Path folder;
    private Path file;

    @BeforeEach
    void setUp() {
        file = folder.resolve("passwd");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private PasswordFile load(String text) throws IOException {
        return PasswordFile.load(Files.writeString(file, text));
    }

    @ParameterizedTest
    @CsvSource({"sondes,mot2passe,true", "sondes,mot2pass,false", "sondes,'',false", "élève,pässe,true",
            "élève,passe,false",
            "vide,'',true", "vide,x,false", "ancien,mot2passe,true", "ancien,mot2passE,false", "personne,'',false"})
    void knowsWhatMosquittoPasswdMade(String user, String password, boolean isRight) throws IOException {
        try (var in = PasswordFileTest.class.getResourceAsStream("mosquitto-2.0.11.passwd")) {
            Files.write(file, in.readAllBytes());
        }
        PasswordFile passwords = PasswordFile.load(file);
        assertEquals(List.of(), passwords.problems());
        assertEquals(isRight, passwords.check(user, utf8(password)));
    }

    static Stream<Arguments> leavesOut() { // line, what is said
        return Stream.of(
                arguments("sondes:mot2passe", "user 'sondes': the password is not hashed, so the entry is left out; "
                        + "hash the whole file with: mosquitto_passwd -U FILE"),
                arguments("sondes",
                        "user 'sondes' has no password and is left out; give one with: mosquitto_passwd FILE sondes"),
                arguments("sondes:",
                        "user 'sondes' has no password and is left out; give one with: mosquitto_passwd FILE sondes"),
                arguments(":x", "there is no user name before the colon; the line is left out"),
                arguments("a:$5$aa$bb",
                        "user 'a': hashes of kind $5$ are not known, only $6$ and $7$, so the entry is left out; "
                                + "give a new password with: libellule passwd FILE a"),
                arguments("a:$7$101$YWE=", "user 'a': a part of the hash is missing, so the entry is left out; "
                        + "give a new password with: libellule passwd FILE a"),
                arguments("a:$6$YWE=$YWE=", "user 'a': the hash has 2 bytes instead of 64, so the entry is left out; "
                        + "give a new password with: libellule passwd FILE a"),
                arguments("a:$6$$YWE=", "user 'a': the salt is missing, so the entry is left out; "
                        + "give a new password with: libellule passwd FILE a"),
                arguments("a:$6$?$YWE=", "user 'a': the salt is not base64, so the entry is left out; "
                        + "give a new password with: libellule passwd FILE a"),
                arguments("a:$7$0$YWE=$YWE=", "user 'a': iterations '0' are not a number from 1 to 10000000, "
                        + "so the entry is left out; give a new password with: libellule passwd FILE a"));
    }

    @ParameterizedTest
    @MethodSource
    void leavesOut(String line, String said) throws IOException {
        PasswordFile passwords = load("# users\n\n" + line + "\r\nother:" + PasswordHash.of(utf8("x")) + "\r\n");
        assertEquals(List.of(file + ":3: " + said.replace("FILE", file.toString())), passwords.problems());
        assertEquals(1, passwords.size());
        assertTrue(passwords.check("other", utf8("x")), "the other entries hold");
    }

    @Test
    void theLastEntryOfAUserHolds() throws IOException {
        PasswordFile passwords = load("a:%s%na:%s%n".formatted(PasswordHash.of(utf8("1")), PasswordHash.of(utf8("2"))));
        assertFalse(passwords.check("a", utf8("1")));
        assertTrue(passwords.check("a", utf8("2")));
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        assertEquals(
                "Error: Unable to open password file %s.%nThere is no such file; make it with: libellule passwd -c %s <user>"
                        .formatted(file, file),
                assertThrows(PasswordFileException.class, () -> PasswordFile.load(file)).getMessage());
        assertTrue(assertThrows(PasswordFileException.class, () -> PasswordFile.load(folder)).getMessage()
                .contains("It is a folder"));
        Files.write(file, new byte[]{(byte) 0xE9});
        assertTrue(assertThrows(PasswordFileException.class, () -> PasswordFile.load(file)).getMessage()
                .contains("UTF-8"));
    }

    @Test
    void addsChangesAndDeletesUsers() throws IOException {
        PasswordFileEditor editor = new PasswordFileEditor(file);
        editor.create("sondes", "mot2passe");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        editor.set("lampe", "a");
        editor.set("sondes", "autre");
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        PasswordFile passwords = PasswordFile.load(file);
        assertEquals(2, passwords.size());
        assertTrue(passwords.check("sondes", utf8("autre")));
        assertTrue(passwords.check("lampe", utf8("a")));
        assertTrue(editor.delete("sondes"));
        assertFalse(editor.delete("sondes"));
        assertEquals(1, PasswordFile.load(file).size());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList(), "nothing else is left in the folder");
        }
    }

    @Test
    void hashesAPlainFile() throws IOException {
        Files.writeString(file, "# users\na:1\nb:" + PasswordHash.of(utf8("2")) + "\n");
        assertEquals(1, new PasswordFileEditor(file).hashPlainOnes());
        PasswordFile passwords = PasswordFile.load(file);
        assertEquals(List.of(), passwords.problems());
        assertTrue(passwords.check("a", utf8("1")));
        assertTrue(passwords.check("b", utf8("2")));
    }

    @ParameterizedTest
    @CsvSource({"''", "a:b", "#a", "' a'"})
    void refusesUserNamesThatTheFileCannotHold(String user) {
        assertThrows(PasswordFileException.class, () -> new PasswordFileEditor(file).create(user, "x"));
        assertFalse(Files.exists(file));
    }
}
