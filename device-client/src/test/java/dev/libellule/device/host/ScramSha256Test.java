package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exchange of RFC 7677, section 3, and what a wrong server may say. */
class ScramSha256Test {
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String SERVER_FIRST = "r=" + SERVER_NONCE + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private final byte[] out = new byte[1000];
    private final ScramSha256 scram = new ScramSha256("user", "pencil", 10_000, () -> NONCE);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String begin(ScramSha256 side) {
        int length = side.begin(out, 3);
        assertTrue(length <= side.maximumDataLength());
        return new String(out, 3, length, StandardCharsets.UTF_8);
    }

    private String answer(String serverFirst) {
        byte[] in = bytes("__" + serverFirst);
        int length = scram.answer(in, 2, in.length - 2, out, 5);
        assertTrue(length <= scram.maximumDataLength());
        return length < 0 ? scram.failure() : new String(out, 5, length, StandardCharsets.UTF_8);
    }

    private int finish(String serverFinal) {
        byte[] in = bytes("_" + serverFinal);
        return scram.finish(in, 1, in.length - 1);
    }

    @Test
    void exchangeOfTheRfc() {
        assertEquals("SCRAM-SHA-256", new String(scram.method(), StandardCharsets.US_ASCII));
        for (int connection = 0; connection < 2; connection++) { // and again, with what is known
            assertEquals("n,,n=user,r=" + NONCE, begin(scram));
            assertEquals("c=biws,r=" + SERVER_NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                    answer(SERVER_FIRST));
            assertEquals(0, finish(SERVER_FINAL));
            assertEquals("", scram.failure());
        }
    }

    static Stream<Arguments> wrongServers() {
        return Stream.of(arguments("", "none of SCRAM"), arguments("r=" + SERVER_NONCE, "none of SCRAM"),
                arguments("m=x," + SERVER_FIRST, "demands an extension"),
                arguments(SERVER_FIRST.replace(NONCE, "other"), "does not go on from the client's"),
                arguments(SERVER_FIRST.replace(SERVER_NONCE, NONCE), "does not go on from the client's"),
                arguments(SERVER_FIRST.replace("%", "x".repeat(300)), "does not go on from the client's"),
                arguments(SERVER_FIRST.replace("W22Z", "!!!!"), "salt is not Base64"),
                arguments(SERVER_FIRST.replace("W22ZaJ0SNY7soEsUEjb6gQ==", ""), "salt is empty"),
                arguments(SERVER_FIRST.replace("4096", "4095"),
                        "asks for i=4095 iterations; this client does 4096 to 10000"),
                arguments(SERVER_FIRST.replace("4096", "10001"), "asks for i=10001 iterations"),
                arguments(SERVER_FIRST.replace("4096", "99999999999"), "asks for i=99999999999 iterations"),
                arguments(SERVER_FIRST.replace("4096", "-5000"), "asks for i=-5000 iterations"));
    }

    @ParameterizedTest
    @MethodSource("wrongServers")
    void wrongServerIsRefused(String serverFirst, String why) {
        begin(scram);
        String said = answer(serverFirst);
        assertTrue(said.startsWith("SCRAM-SHA-256: ") && said.contains(why), said);
        assertTrue(finish(SERVER_FINAL) < 0, "there is no way on");
    }

    @Test
    void serverHasToProveItself() {
        for (String wrong : new String[]{"", "v=", "v=!", "e=other-error", SERVER_FINAL.replace("6rri", "7rri"), "x"}) {
            begin(scram);
            answer(SERVER_FIRST);
            assertTrue(finish(wrong) < 0, wrong);
        }
        begin(scram);
        assertTrue(finish(SERVER_FINAL) < 0, "not before the client has");
        begin(scram);
        answer(SERVER_FIRST);
        assertTrue(answer(SERVER_FIRST).contains("asks twice"));
    }

    @Test
    void noncesAreNotRepeated() {
        ScramSha256 random = new ScramSha256("user", "pencil");
        assertNotEquals(begin(random), begin(random));
    }

    @Test
    void nameIsPreparedAndEscaped() {
        assertTrue(begin(new ScramSha256("a=b,c\u00ADd\u00A0\u00AA", "p")).startsWith("n,,n=a=3Db=2Ccd a,r="));
    }

    @Test
    void examplesOfRfc4013() {
        assertEquals("IX", SaslPrep.prepare("user name", "I\u00ADX"));
        assertEquals("user", SaslPrep.prepare("user name", "user"));
        assertEquals("USER", SaslPrep.prepare("user name", "USER"));
        assertEquals("a", SaslPrep.prepare("user name", "\u00AA"));
        assertEquals("IX", SaslPrep.prepare("user name", "\u2168"));
        assertThrows(HostException.class, () -> SaslPrep.prepare("user name", "\u0007"));
        assertThrows(HostException.class, () -> SaslPrep.prepare("user name", "\u0627\u0031"));
        assertThrows(HostException.class, () -> new ScramSha256("user", ""));
        assertThrows(HostException.class, () -> new ScramSha256("\u00AD", "x"));
    }
}
