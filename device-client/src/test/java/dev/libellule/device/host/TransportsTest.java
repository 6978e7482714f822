package dev.libellule.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.device.client.Redirect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransportsTest {
    @ParameterizedTest
    @CsvSource({"mqtts://localhost, localhost:8883", "mqtts://localhost:1/, localhost:1", "ws://[::1]/x?y=z, [::1]:80",
            "ws://localhost:9001, localhost:9001", "wss://localhost, localhost:443",
            "wss://localhost:8084/, localhost:8084"})
    void urlNamesHostAndPort(String url, String expected) {
        LayeredTransport transport = assertInstanceOf(LayeredTransport.class, Transports.of(url, null));
        assertEquals(expected, transport.address.text());
        assertEquals(url.startsWith("mqtts"), transport instanceof TlsTransport);
        assertEquals(url.startsWith("wss"), transport.below instanceof TlsTransport);
    }

    @Test
    void plainOnesAreMade() {
        assertInstanceOf(TcpTransport.class, Transports.of("mqtt://localhost:1883", null));
        assertInstanceOf(Redirect.class, Transports.of("mqtt://localhost", new TlsOptions()));
        assertFalse(Transports.of("unix:/run/x", null) instanceof Redirect, "a Server Reference names a host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "http://a", "mqtt:a", "mqtt://", "mqtt://a:b", "mqtt://a/topic",
            "mqtts://a:0",
            "unix:relative", "unix://", "ws://a b"})
    void otherUrlIsRefused(String url) {
        String message = assertThrows(HostException.class, () -> Transports.of(url, null)).getMessage();
        assertTrue(message.startsWith("'" + url + "' is not the URL of a server: "), message);
    }

    @Test
    void passwordInTheUrlIsRefusedAndNotRepeated() {
        assertEquals("'mqtt://...@host' is not the URL of a server: user name and password do not belong here",
                assertThrows(HostException.class, () -> Transports.of("mqtt://sondes:mot2passe@host", null))
                        .getMessage());
    }

    @Test
    void missingUnixSocketIsSaid() {
        HostTransport transport = Transports.of("unix:///no/such.sock", null);
        assertTrue(transport.connect() < 0);
        assertEquals("there is no socket /no/such.sock; does the server run, and listen there?", transport.failure());
        assertTrue(assertThrows(HostException.class, () -> Transports.of("unix:/a\u0000", null)).getMessage()
                .contains("cannot be the path of a Unix socket"));
    }
}
