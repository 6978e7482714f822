package dev.libellule.gateway.broker;

import static dev.libellule.device.codec.MqttVersion.V5_0;
import static dev.libellule.gateway.broker.TestClient.connect;
import static dev.libellule.gateway.broker.TestClient.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.Disconnect;
import dev.libellule.device.codec.DisconnectCoder;
import dev.libellule.device.codec.PacketReader;
import dev.libellule.device.codec.PacketType;
import dev.libellule.device.codec.PacketWriter;
import dev.libellule.device.codec.Property;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.host.ScramSha256;
import dev.libellule.gateway.broker.ScramExchange.Step;
import dev.libellule.gateway.broker.auth.PasswordFileEditor;
import dev.libellule.gateway.broker.auth.PasswordKind;
import dev.libellule.gateway.broker.auth.PasswordFileException;
import dev.libellule.gateway.broker.auth.ScramFile;
import dev.libellule.gateway.broker.auth.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Enhanced authentication with SCRAM-SHA-256, 4.12: the arithmetic against RFC 7677, the rest against our own client's side. */
class ScramTest {
    private static final String USER = "sondes";
    private static final String PASSWORD = "mot2passe";

    @TempDir
    Path folder;

    private final BrokerCore core = new BrokerCore(Limits.DEFAULT);
    private final Carriers carriers = new Carriers();
    private ScramFile file;

    @BeforeEach
    void aFileWithOneUser() {
        Path path = folder.resolve("scram");
        new PasswordFileEditor(path, PasswordKind.SCRAM_SHA_256, 1).create(USER, PASSWORD);
        file = ScramFile.load(path);
    }

    private final Authenticator authenticator = new Authenticator() {
        @Override
        public CompletionStage<Integer> check(String userName, byte[] password, String peer) {
            return CompletableFuture.completedFuture(ReasonCode.NOT_AUTHORIZED);
        }

        @Override
        public boolean offersScram() {
            return true;
        }

        @Override
        public CompletionStage<Step> scram(ScramExchange exchange, byte[] data, String peer) {
            return CompletableFuture.completedFuture(exchange.take(data, file::scram));
        }
    };

    @Test
    void theExampleOfRfc7677() { // 3
        ScramVerifier pencil = verifier("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
                + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
        ScramExchange exchange = new ScramExchange("%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        Step first = exchange.take(utf8("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"), _ -> pencil);
        assertEquals("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                new String(first.data(), StandardCharsets.UTF_8));
        Step last = exchange.take(utf8("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="), _ -> null);
        assertEquals(ReasonCode.SUCCESS, last.reasonCode());
        assertEquals("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", new String(last.data(), StandardCharsets.UTF_8));
    }

    private ScramVerifier verifier(String text) {
        try {
            Path path = Files.writeString(folder.resolve("example"), "user:" + text + "\n");
            return ScramFile.load(path).scram("user");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "n", "n,,", "n,,n=user", "p=tls-unique,,n=user,r=abc", "n,,m=ext,n=user,r=abc",
            "n,,n=user,r=",
            "n,a=other,n=user,r=abc", "n,,n=,r=abc"})
    void firstMessagesThatAreNoneAreRefused(String first) {
        Step step = new ScramExchange().take(utf8(first), _ -> null);
        assertTrue(step.reasonCode() >= ReasonCode.UNSPECIFIED_ERROR);
        assertNull(step.data());
    }

    @Test
    void aUserWhoIsNotKnownCannotBeToldFromAWrongPassword() {
        String first = serverFirst(new ScramExchange("x"), "nobody");
        assertEquals(first, serverFirst(new ScramExchange("x"), "nobody")); // the same salt each time
        assertEquals(serverFirst(new ScramExchange("x"), USER).length(), first.length());
        assertEquals(ReasonCode.NOT_AUTHORIZED, logIn("nobody", PASSWORD));
        assertEquals(ReasonCode.NOT_AUTHORIZED, logIn(USER, "wrong"));
        assertEquals(ReasonCode.SUCCESS, logIn(USER, PASSWORD));
    }

    private String serverFirst(ScramExchange exchange, String user) {
        return new String(exchange.take(utf8("n,,n=" + user + ",r=abc"), file::scram).data(), StandardCharsets.UTF_8);
    }

    private int logIn(String user, String password) {
        ScramSha256 client = new ScramSha256(user, password);
        ScramExchange exchange = new ScramExchange();
        byte[] out = new byte[1_000];
        byte[] challenge = exchange.take(Arrays.copyOf(out, client.begin(out, 0)), file::scram).data();
        int length = client.answer(challenge, 0, challenge.length, out, 0);
        return exchange.take(Arrays.copyOf(out, length), file::scram).reasonCode();
    }

    @Test
    void anAnswerToAnotherChallengeIsRefused() { // RFC 5802, 9: no replay
        ScramExchange exchange = new ScramExchange("x");
        serverFirst(exchange, USER);
        assertEquals(ReasonCode.NOT_AUTHORIZED,
                exchange.take(utf8("c=biws,r=abcy,p=AAAA"), file::scram).reasonCode());
    }

    // Over the protocol

    private static byte[] authProperties(byte[] data, int length) {
        PacketWriter out = new PacketWriter();
        byte[] buffer = new byte[2_000];
        out.wrap(buffer, 0, buffer.length);
        out.writeUint8(Property.AUTHENTICATION_METHOD);
        out.writeBinary(utf8("SCRAM-SHA-256"));
        if (length > 0) {
            out.writeUint8(Property.AUTHENTICATION_DATA);
            out.writeBinary(Arrays.copyOf(data, length));
        }
        return Arrays.copyOf(buffer, out.position());
    }

    private TestClient connecting(ScramSha256 scram) {
        byte[] data = new byte[1_000];
        Connect connect = connect(V5_0, "c", true);
        connect.propertiesToSend.set(authProperties(data, scram.begin(data, 0)));
        return new TestClient(core, carriers, authenticator, connect);
    }

    private static void auth(TestClient client, int reasonCode, byte[] properties) {
        byte[] packet = new byte[properties.length + 5];
        PacketWriter out = new PacketWriter();
        out.wrap(packet, 0, packet.length);
        out.begin(PacketType.firstByte(PacketType.AUTH));
        out.writeUint8(reasonCode);
        out.writeVariableByteInteger(properties.length);
        out.writeBytes(properties, 0, properties.length);
        client.send(packet, out.end());
    }

    /** Reads the one AUTH that came and lets the client answer it. */
    private static void answer(TestClient client, ScramSha256 scram) {
        byte[] packet = java.util.HexFormat.of().parseHex(client.hex());
        PacketReader in = new PacketReader();
        in.wrap(packet, PacketReader.headerLength(packet, 0), packet.length);
        Disconnect auth = new Disconnect();
        assertEquals(PacketType.AUTH, PacketType.of(packet[0]));
        assertEquals(0, DisconnectCoder.decode(in, PacketType.AUTH, V5_0, auth));
        assertEquals(ReasonCode.CONTINUE_AUTHENTICATION, auth.reasonCode); // [MQTT-4.12.0-2]
        Slice method = new Slice();
        auth.properties.slice(Property.AUTHENTICATION_METHOD, method);
        assertTrue(method.contentEquals(utf8("SCRAM-SHA-256"))); // [MQTT-4.12.0-5]
        Slice data = new Slice();
        auth.properties.slice(Property.AUTHENTICATION_DATA, data);
        byte[] out = new byte[1_000];
        int length = scram.answer(data.buffer, data.offset, data.length, out, 0);
        auth(client, ReasonCode.CONTINUE_AUTHENTICATION, authProperties(out, length));
    }

    @Test
    void aClientLogsInAndAgain() { // 4.12, 4.12.1
        ScramSha256 scram = new ScramSha256(USER, PASSWORD);
        TestClient client = connecting(scram);
        answer(client, scram);
        String connAck = client.hex();
        assertTrue(connAck.contains("15000d" + "534352414d2d5348412d323536" + "16"), connAck); // method and signature
        assertEquals(USER, client.connection().session().userName());
        byte[] data = new byte[1_000];
        auth(client, ReasonCode.REAUTHENTICATE, authProperties(data, scram.begin(data, 0)));
        answer(client, scram);
        String success = client.hex();
        assertTrue(success.startsWith("f0") && success.substring(4).startsWith("00"), success);
        assertFalse(client.isClosed());
    }

    @Test
    void aWrongPasswordIsRefused() { // [MQTT-4.12.0-4]
        ScramSha256 scram = new ScramSha256(USER, "wrong");
        TestClient client = connecting(scram);
        answer(client, scram);
        assertEquals("2003008700", client.hex());
        assertTrue(client.isClosed());
        assertEquals(0, core.sessionCount());
    }

    @Test
    void aFailedReAuthenticationEndsTheConnection() { // [MQTT-4.12.1-2]
        ScramSha256 right = new ScramSha256(USER, PASSWORD);
        TestClient client = connecting(right);
        answer(client, right);
        client.hex();
        ScramSha256 wrong = new ScramSha256(USER, "wrong");
        byte[] data = new byte[1_000];
        auth(client, ReasonCode.REAUTHENTICATE, authProperties(data, wrong.begin(data, 0)));
        answer(client, wrong);
        assertEquals(List.of("DISCONNECT 0x87"), client.received());
        assertTrue(client.isClosed());
    }

    @Test
    void nothingButAuthIsTakenBeforeConnAck() { // [MQTT-3.1.2-30]
        TestClient client = connecting(new ScramSha256(USER, PASSWORD));
        client.hex();
        client.publish("t", "x", 0, true, 0);
        assertTrue(client.isClosed());
        assertEquals("", client.hex()); // no DISCONNECT before CONNACK, [MQTT-3.14.0-1]
        assertEquals(0, core.retained().count());
    }

    @Test
    void whoNeverAnswersIsClosed() {
        TestClient client = connecting(new ScramSha256(USER, PASSWORD));
        client.connection().checkKeepAlive(30_000);
        assertFalse(client.isClosed());
        client.connection().checkKeepAlive(30_001);
        assertTrue(client.isClosed());
    }

    @Test
    void aMethodThatIsNotKnownIsRefused() { // [MQTT-4.12.0-1]
        Connect connect = connect(V5_0, "c", true);
        connect.propertiesToSend.set(new byte[]{Property.AUTHENTICATION_METHOD, 0, 1, 'X'});
        assertEquals("2003008c00", new TestClient(core, carriers, authenticator, connect).hex());
        Connect withData = connect(V5_0, "c", true);
        withData.propertiesToSend.set(new byte[]{Property.AUTHENTICATION_DATA, 0, 1, 'X'});
        TestClient noMethod = new TestClient(core, carriers, authenticator, withData);
        assertTrue(noMethod.isClosed()); // 3.1.2.11.10
    }

    @Test
    void authWithoutAMethodInConnectIsAProtocolError() { // [MQTT-4.12.0-6], [MQTT-4.12.0-7]
        Authenticator everybody = (user, password, peer) -> CompletableFuture.completedFuture(0);
        TestClient client = new TestClient(core, carriers, everybody, connect(V5_0, "c", true));
        assertFalse(client.hex().contains("534352414d"));
        auth(client, ReasonCode.REAUTHENTICATE, authProperties(new byte[0], 0));
        assertEquals(List.of("DISCONNECT 0x82"), client.received());
    }

    @Test
    void aFileNamesTheLineThatIsWrong() throws Exception {
        Path path = Files.writeString(folder.resolve("bad"), "# users\n\nx:$7$101$abc$def\n");
        String message = Assertions.assertThrows(PasswordFileException.class, () -> ScramFile.load(path)).getMessage();
        assertTrue(message.contains("line 3") && message.contains("libellule passwd -H scram-sha-256"), message);
        assertTrue(file.check(USER, utf8(PASSWORD)));
        assertFalse(file.check(USER, utf8("wrong")));
        assertFalse(file.check("nobody", utf8(PASSWORD)));
    }
}
