package dev.libellule.gateway.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.gateway.broker.config.BridgeConfig.Address;
import dev.libellule.gateway.broker.config.BridgeConfig.Proxy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProxyGreetingTest {
    private static final Address TARGET = new Address("up", 1883);

    private static ProxyGreeting greeting(boolean isSocks, String user) {
        return ProxyGreeting.of(new Proxy(isSocks, new Address("proxy", 1), user, user.isEmpty() ? "" : "pw"), TARGET);
    }

    /** The last thing that it says to these bytes. */
    private static byte[] hear(ProxyGreeting greeting, int... bytes) {
        byte[] said = null;
        for (int one : bytes) {
            said = greeting.take(one);
        }
        return said;
    }

    private static void hear(ProxyGreeting greeting, String text) {
        text.chars().forEach(greeting::take);
    }

    @Test
    void httpAsksForAConnection() {
        assertEquals("CONNECT up:1883 HTTP/1.1\r\nHost: up:1883\r\n\r\n",
                new String(greeting(false, "").first(), StandardCharsets.US_ASCII));
        assertTrue(new String(greeting(false, "me").first(), StandardCharsets.US_ASCII)
                .contains("Proxy-Authorization: Basic bWU6cHc=\r\n"));
    }

    @Test
    void httpIsDoneAtTheEndOfTheHead() {
        ProxyGreeting greeting = greeting(false, "");
        hear(greeting, "HTTP/1.1 200 OK\r\nVia: x\r\n\r");
        assertFalse(greeting.isDone());
        hear(greeting, "\n");
        assertTrue(greeting.isDone());
    }

    @Test
    void httpSaysWhatTheProxySays() {
        ProxyGreeting greeting = greeting(false, "");
        hear(greeting, "HTTP/1.1 403 Forbidden\r\n\r\n");
        assertEquals("it says 'HTTP/1.1 403 Forbidden'", greeting.problem());
        ProxyGreeting password = greeting(false, "");
        hear(password, "HTTP/1.1 407 x\r\n\r\n");
        assertTrue(password.problem().contains("libellule_bridge_proxy"), password.problem());
    }

    @Test
    void anAnswerWithoutAnEndIsNone() {
        ProxyGreeting greeting = greeting(false, "");
        for (int i = 0; i < 16_384; i++) {
            greeting.take('x');
        }
        assertNull(greeting.problem());
        greeting.take('x');
        assertEquals("it does not answer as a proxy does", greeting.problem());
    }

    @Test
    void socksGoesThroughItsSteps() { // RFC 1928, RFC 1929
        ProxyGreeting greeting = greeting(true, "me");
        assertArrayEquals(new byte[]{5, 2, 0, 2}, greeting.first());
        assertArrayEquals(new byte[]{1, 2, 'm', 'e', 2, 'p', 'w'}, hear(greeting, 5, 2));
        assertArrayEquals(new byte[]{5, 1, 0, 3, 2, 'u', 'p', 1883 >> 8, (byte) 1883}, hear(greeting, 1, 0));
        hear(greeting, 5, 0, 0, 3, 2, 'a', 'b', 0);
        assertFalse(greeting.isDone());
        hear(greeting, 0);
        assertTrue(greeting.isDone());
    }

    @Test
    void socksWithoutAPasswordIsShorter() {
        ProxyGreeting greeting = greeting(true, "");
        assertArrayEquals(new byte[]{5, 1, 0}, greeting.first());
        assertEquals(9, hear(greeting, 5, 0).length);
        hear(greeting, 5, 5, 0, 1, 0);
        assertEquals("connection refused", greeting.problem());
    }

    @Test
    void aProxyThatSpeaksSomethingElseIsFound() {
        ProxyGreeting greeting = greeting(true, "");
        hear(greeting, 'H', 'T');
        assertEquals("it does not speak SOCKS5", greeting.problem());
    }
}
