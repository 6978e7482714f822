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
                arguments("sondes",
                        "user 'sondes' has no password and is left out; give one with: mosquitto_passwd FILE sondes"),
                arguments("sondes:",
                        "user 'sondes' has no password and is left out; give one with: mosquitto_passwd FILE sondes"),
                arguments(":x", "there is no user name before the colon; the line is left out"),
                arguments("a:$5$aa$bb",
                        "user 'a': hashes of kind $5$ are not known, only $6$, $7$ and $argon2id$, so the entry is left out; "
                                + "give a new password with: libellule passwd FILE a"),
                arguments("a:$7$101$YWE=", "user 'a': a part of the hash is missing, so the entry is left out; "
                        + "give a new password with: libellule passwd FILE a"),
                arguments("a:$6$YWE=$YWE=", "user 'a': the hash has 2 bytes instead of 64, so the entry is left out; "
                        + "give a new password with: libellule passwd FILE a"),
                arguments("a:$6$$YWE=", "user 'a': the salt is missing, so the entry is left out; "
                        + "give a new password with: libellule passwd FILE a"),
                arguments("a:$argon2id$v=19$m=8,t=1,p=2$c29tZXNhbHQ$YWFhYQ",
                        "user 'a': 'm=8,t=1,p=2' cannot be: t and p are 1 or more, m is 8 or more for each of p, so the entry is "
                                + "left out; give a new password with: libellule passwd FILE a"),
                arguments("a:$argon2id$v=19$m=8,t=1$c29tZXNhbHQ$YWFhYQ",
                        "user 'a': 'm=8,t=1' should look like m=47104,t=1,p=1, so the entry is left out; "
                                + "give a new password with: libellule passwd FILE a"),
                arguments("a:$argon2id$v=20$m=8,t=1,p=1$c29tZXNhbHQ$YWFhYQ",
                        "user 'a': version 'v=20' of argon2id is not known, only v=19, so the entry is left out; "
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

    @ParameterizedTest // of the reference implementation's own tests, and p=2 of its command
    @CsvSource(delimiter = '|', value = {
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4|password|true",
            "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4|passwore|false",
            "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc|password|true",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc|password|true",
            "$argon2id$v=19$m=65536,t=2,p=1$ZGlmZnNhbHQ$vfMrBczELrFdWP0ZsfhWsRPaHppYdP3MVEMIVlqoFBw|password|true",
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc|''|false"})
    void knowsArgon2(String hash, String password, boolean isRight) throws IOException {
        PasswordFile passwords = load("a:" + hash + "\n");
        assertEquals(List.of(), passwords.problems());
        assertEquals(isRight, passwords.check("a", utf8(password)));
        assertFalse(passwords.check("nobody", utf8(password)));
    }

    @Test
    void leavesOutWhatWouldTakeAllMemory() throws IOException {
        PasswordFile passwords = load("a:$argon2id$v=19$m=999999999,t=1,p=1$c29tZXNhbHQ$YWFhYQ\n");
        assertEquals(0, passwords.size());
        assertTrue(passwords.problems().getFirst().contains("a check would need 976562 MiB of memory"),
                passwords.problems()::toString);
    }

    @Test
    void takesPasswordsInClearAndSaysSo() throws IOException {
        PasswordFile passwords = load("sondes:mot2:passe\n");
        assertEquals(List
                .of(file + ":1: the password of user 'sondes' is not hashed: who reads the file has it, and Mosquitto "
                        + "does not take it; hash them all with: libellule passwd -U " + file),
                passwords.problems());
        assertTrue(passwords.check("sondes", utf8("mot2:passe")));
        assertFalse(passwords.check("sondes", utf8("mot2")));
        assertFalse(passwords.check("personne", utf8("")));
    }

    @ParameterizedTest
    @CsvSource({"ARGON2ID,$argon2id$v=19$m=47104 t=1 p=1$", "SHA512,$6$", "SHA512_PBKDF2,$7$2000$"})
    void makesTheKindThatIsAskedFor(PasswordKind kind, String beginning) throws IOException {
        new PasswordFileEditor(file, kind, 2000).create("a", "é");
        String line = Files.readString(file);
        assertTrue(line.startsWith("a:" + beginning.replace(' ', ',')), line);
        PasswordFile passwords = PasswordFile.load(file);
        assertEquals(List.of(), passwords.problems());
        assertTrue(passwords.check("a", utf8("é")));
        assertFalse(passwords.check("a", utf8("e")));
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
