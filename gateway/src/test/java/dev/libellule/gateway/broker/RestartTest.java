package dev.libellule.gateway.broker;

import static dev.libellule.device.codec.MqttVersion.V5_0;
import static dev.libellule.gateway.broker.TestClient.connect;
import static dev.libellule.gateway.broker.TestClient.utf8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.codec.Connect;
import dev.libellule.device.codec.Property;
import dev.libellule.gateway.broker.BrokerOptions.Access;
import dev.libellule.gateway.broker.BrokerOptions.Listener;
import dev.libellule.gateway.broker.BrokerOptions.Terms;
import dev.libellule.gateway.broker.BrokerOptions.Transport;
import dev.libellule.gateway.broker.BrokerOptions.UserName;
import dev.libellule.gateway.broker.Rights.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds after a start for what was there before it: expiry, whatever the clock on the wall does, and rights. */
class RestartTest {
    private static final long HOUR = 3_600;
    private static final long DAY = 24 * HOUR;
    private static final long YEAR_2000 = 946_684_800_000L;

    @TempDir
    Path folder;

    private RestartingBroker broker;

    @BeforeEach
    void begin() {
        broker = new RestartingBroker(folder);
        broker.start();
    }

    @AfterEach
    void end() {
        broker.close();
    }

    private static byte[] seconds(int property, long seconds) {
        return new byte[]{(byte) property, (byte) (seconds >>> 24), (byte) (seconds >>> 16), (byte) (seconds >>> 8),
                (byte) seconds};
    }

    private static Connect session(String clientId, long expirySeconds) {
        Connect connect = connect(V5_0, clientId, false);
        connect.propertiesToSend.set(seconds(Property.SESSION_EXPIRY_INTERVAL, expirySeconds));
        return connect;
    }

    /** Away for good when this returns; a message that expires waits for it, and so does a retained one. */
    private void leave(long expirySeconds) {
        TestClient away = broker.client(session("away", expirySeconds));
        away.subscribe("t", 1);
        away.lose();
        TestClient publisher = broker.client(connect(V5_0, "p", true));
        byte[] expiry = seconds(Property.MESSAGE_EXPIRY_INTERVAL, expirySeconds);
        publisher.publish("t", "1", 1, false, 1, expiry);
        publisher.publish("kept", "1", 1, true, 2, expiry);
        publisher.lose();
        broker.commit();
    }

    private void assertIsThere() {
        broker.pass(61);
        assertEquals(1, broker.core.sessionCount());
        assertEquals(1, broker.core.retained().count());
        assertEquals(2, broker.core.memory().messages());
    }

    private void assertIsGone() {
        broker.pass(61);
        assertEquals(0, broker.core.sessionCount());
        assertEquals(0, broker.core.retained().count());
        assertEquals(0, broker.core.memory().messages());
    }

    @Test
    void inTheSameBootTheClockOnTheWallIsNotAsked() {
        leave(HOUR);
        broker.wallMillis += 1000 * DAY;
        broker.restart();
        assertIsThere();
        broker.wallMillis -= 2000 * DAY;
        broker.pass(HOUR / 2);
        broker.restart();
        assertIsThere();
        broker.pass(HOUR / 2);
        assertIsGone();
    }

    @Test
    void afterABootTheClockSaysHowLongTheMachineWasOff() {
        leave(DAY);
        broker.reboot("second", broker.wallMillis + 1000 * DAY / 2);
        assertIsThere();
        broker.reboot("third", broker.wallMillis + 1000 * DAY / 2);
        assertIsGone();
    }

    @Test
    void whatIsLeftOfAMessageIsRight() { // [MQTT-3.3.2-6]
        leave(HOUR);
        broker.reboot("second", broker.wallMillis + 1000 * HOUR / 2);
        TestClient back = broker.client(session("away", HOUR));
        assertEquals(List.of("CONNACK 1 0x00", "PUBLISH t=1 q1 r0 d0 m1 e1800"), back.received());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, YEAR_2000, 1_799_999_000_000L})
    void aClockThatStartsInThePastIsPutRightAfterwards(long wrongMillis) {
        leave(DAY);
        long off = broker.wallMillis;
        broker.reboot("second", wrongMillis);
        assertIsThere(); // no time has gone by, for all that is known
        broker.wallMillis = off + 1000 * DAY / 2; // NTP
        assertIsThere();
        broker.wallMillis += 1000 * DAY / 2 + 10_000;
        broker.pass(HOUR / 10); // a jump is believed when it has lasted
        assertIsGone();
    }

    @Test
    void aMessageOfAClockThatWasWrongExpiresInTime() { // everything happens before NTP has set the clock
        broker.close();
        broker = new RestartingBroker(folder.resolve("other"));
        broker.wallMillis = YEAR_2000;
        broker.start();
        leave(HOUR);
        broker.wallMillis = 1_800_000_000_000L;
        assertIsThere();
        broker.reboot("second", broker.wallMillis + 60_000);
        assertIsThere();
        broker.reboot("third", broker.wallMillis + 1000 * HOUR);
        assertIsGone();
    }

    @Test
    void aJumpThatIsTakenBackMakesNothingExpire() {
        leave(DAY);
        broker.reboot("second", broker.wallMillis + 60_000);
        broker.wallMillis += 10_000 * DAY;
        assertIsThere();
        broker.wallMillis -= 10_000 * DAY;
        broker.pass(HOUR);
        assertIsThere();
        broker.wallMillis -= 10_000 * DAY;
        broker.pass(HOUR);
        assertIsThere();
    }

    @Test
    void aClockFarAheadIsNotBelievedAtOnce() {
        leave(DAY);
        long right = broker.wallMillis + 60_000;
        broker.reboot("second", broker.wallMillis + 1000 * DAY * 20_000);
        assertIsThere();
        broker.wallMillis = right;
        broker.pass(HOUR);
        assertIsThere();
    }

    @Test
    void aWillIsNeitherEarlyNorForgottenWhenTheClockJumps() { // [MQTT-3.1.3-9]
        TestClient watcher = broker.client(session("watcher", DAY));
        watcher.subscribe("will", 1);
        watcher.lose();
        Connect connect = session("a", 2 * HOUR);
        connect.willTopic.set(utf8("will"));
        connect.willPayload.set(utf8("a"));
        connect.willQos = 1;
        connect.willPropertiesToSend.set(seconds(Property.WILL_DELAY_INTERVAL, HOUR));
        broker.client(connect).lose();
        broker.commit();
        broker.wallMillis += 1000 * DAY;
        broker.restart();
        broker.pass(HOUR / 2);
        assertEquals(0, broker.core.memory().messages());
        broker.pass(HOUR / 2);
        assertEquals(1, broker.core.memory().messages());
    }

    @Test
    void whatWaitedBeforeTheStartIsAsOldAsItIs() { // libellule_max_queued_age
        leave(DAY);
        broker.close();
        broker.nowMillis += 1000 * HOUR;
        broker.wallMillis += 1000 * HOUR;
        Policy.Budget budget = new Policy.Budget(HOUR + 60, 0, false, 0);
        broker.start(LimitsTest.limits(budget), _ -> null);
        broker.pass(30);
        assertEquals(2, broker.core.memory().messages());
        broker.pass(31);
        assertEquals(1, broker.core.memory().messages(), "the retained one");
        assertEquals(1, broker.core.statistics().drops.count(DropReason.QUEUE_AGE));
    }

    @Test
    void bytesOfADayAreCountedOnAfterAStart() {
        leave(DAY);
        long before = broker.core.persistence().countWritten().today().bytes();
        broker.restart();
        assertTrue(broker.core.persistence().countWritten().today().bytes() >= before);
        broker.wallMillis += 1000 * DAY;
        broker.pass(1);
        assertEquals(2, broker.core.persistence().countWritten().byDate().size());
        broker.wallMillis += 1000 * DAY * 40;
        broker.pass(1);
        assertEquals(1, broker.core.persistence().countWritten().byDate().size());
    }

    @Test
    @EnabledOnOs(OS.LINUX) // elsewhere nothing counts them
    void bytesOfADaySurviveAKill() throws IOException {
        leave(DAY);
        TestClient publisher = broker.client(connect(V5_0, "p", true));
        WrittenDays written = broker.core.persistence().countWritten();
        long enough = written.today().bytes() + (4 << 20);
        for (int i = 1; written.today().bytes() < enough; i++) {
            publisher.publish("kept", Integer.toString(i).repeat(10_000), 1, true, i); // what is equal is not written again
            broker.commit();
            broker.core.persistence().countWritten();
        }
        long counted = written.today().bytes();
        broker.pass(2);
        Path killed = Files.createDirectory(folder.resolve("killed"));
        for (String file : List.of("libellule.db", "libellule.db-wal")) {
            Files.copy(folder.resolve(file), killed.resolve(file));
        }
        try (RestartingBroker again = new RestartingBroker(killed)) {
            again.start();
            long kept = again.core.persistence().countWritten().today().bytes();
            assertTrue(kept >= counted - (128 << 10), kept + " of " + counted);
        }
    }

    private static ListenerRules with(List<Rule> rights) {
        Access access = new Access(true, null, (user, _) -> "all".equals(user) ? null : new Rights(List.of(rights)),
                false,
                true, "auto-", "", false, UserName.CONNECT_PACKET);
        return new ListenerRules(
                new Listener("", 1_883, (Path) null, Transport.TCP, access, null, Terms.USUAL),
                RestartingBroker.EVERYBODY);
    }

    private void restart(ListenerRules rules) {
        broker.close();
        broker.start(Limits.DEFAULT, name -> rules.name().equals(name) ? rules : null);
    }

    private static Connect as(String user, Connect connect) {
        connect.userName.set(utf8(user));
        return connect;
    }

    @Test
    void aRetainedMessageIsHiddenWhenItsSenderHasLostTheRightMeanwhile() { // check_retain_source
        ListenerRules allowed = with(List.of(new Rule("#", Rights.Access.READWRITE)));
        TestClient sender = broker.client(as("u", connect(V5_0, "s", true)), allowed);
        sender.publish("a", "1", 1, true, 1);
        sender.lose();
        broker.commit();
        restart(with(List.of(new Rule("a", Rights.Access.READ))));
        assertEquals(List.of("CONNACK 0 0x00", "SUBACK 00"), retainedFor(broker));
        restart(allowed);
        assertEquals(List.of("CONNACK 0 0x00", "SUBACK 00", "PUBLISH a=1 q0 r1 d0 m0"), retainedFor(broker));
    }

    @Test
    void whatWaitedIsNotGivenToWhoHasLostTheRightMeanwhile() {
        ListenerRules allowed = with(List.of(new Rule("#", Rights.Access.READWRITE)));
        TestClient away = broker.client(as("u", session("away", HOUR)), allowed);
        away.subscribe("+", 1);
        away.lose();
        TestClient sender = broker.client(connect(V5_0, "p", true));
        sender.publish("secret", "1", 1, false, 1);
        sender.publish("open", "1", 1, false, 2);
        broker.commit();
        ListenerRules stricter = with(List.of(new Rule("open", Rights.Access.READ)));
        restart(stricter);
        broker.client(connect(V5_0, "p", true)).publish("secret", "2", 1, false, 1);
        assertEquals(List.of("CONNACK 1 0x00", "PUBLISH open=1 q1 r0 d0 m1"),
                broker.client(as("u", session("away", HOUR)), stricter).received());
        assertEquals(1, broker.core.statistics().drops.count(DropReason.RIGHTS));
    }

    private static List<String> retainedFor(RestartingBroker broker) {
        TestClient reader = broker.client(connect(V5_0, "r", true));
        reader.subscribe("#", 0);
        List<String> received = reader.received();
        reader.lose();
        return received;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDelayedWillNeedsTheRightThatHoldsWhenItIsSent(boolean isAllowed) {
        ListenerRules allowed = with(List.of(new Rule("#", Rights.Access.READWRITE)));
        Connect connect = as("u", session("a", HOUR));
        connect.willTopic.set(utf8("will"));
        connect.willPayload.set(utf8("gone"));
        connect.willPropertiesToSend.set(seconds(Property.WILL_DELAY_INTERVAL, 60));
        broker.client(connect, allowed).lose();
        broker.commit();
        restart(isAllowed ? allowed : with(List.of(new Rule("will", Rights.Access.READ))));
        TestClient watcher = broker.client(connect(V5_0, "r", true));
        watcher.subscribe("will", 0);
        watcher.received();
        broker.pass(61);
        assertEquals(isAllowed ? List.of("PUBLISH will=gone q0 r0 d0 m0") : List.of(), watcher.received());
    }
}
