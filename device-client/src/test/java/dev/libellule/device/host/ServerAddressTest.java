package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of a Server Reference, 4.11. */
class ServerAddressTest {
    private final ServerAddress address = new ServerAddress("home", 8883);

    private boolean follow(String reference) {
        byte[] bytes = ("xx" + reference).getBytes(StandardCharsets.UTF_8);
        return address.follow(bytes, 2, bytes.length - 2);
    }

    @ParameterizedTest
    @CsvSource({"myserver.xyz.org, myserver.xyz.org:8883", "myserver.xyz.org:1883, myserver.xyz.org:1883",
            "10.10.151.22:8884, 10.10.151.22:8884", "[fe80::9610:3eff:fe1c]:1883, [fe80::9610:3eff:fe1c]:1883",
            "[::1], [::1]:8883", "[myserver]:65535, myserver:65535", "a:1 b:2, a:1", "a:0 b:2, b:2",
            "mqtt://a b_c, b_c:8883",
            "'  a', a:8883"})
    void referenceIsFollowed(String reference, String expected) {
        assertTrue(follow(reference));
        assertEquals(expected, address.text());
        address.home();
        assertEquals("home:8883", address.text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ":1883", "a:", "a:0", "a:65536", "a:+1", "a:123456", "fe80::1", "[]", "[]:1",
            "[::1",
            "[::1]1", "[::1]x:1", "a/b", "a@b", "a\r\nX:y", "é", "a?b", "a#b", "%65"})
    void whatIsNoReferenceIsNotFollowed(String reference) {
        assertFalse(follow(reference));
        assertEquals("home:8883", address.text());
    }

    @Test
    void nameLongerThanAnyHostIsNotFollowed() {
        assertFalse(follow("a".repeat(256)));
    }
}
