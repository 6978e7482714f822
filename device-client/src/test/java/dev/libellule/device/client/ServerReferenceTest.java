package dev.libellule.device.client;

import static dev.libellule.device.client.ClientBench.settings;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.libellule.device.codec.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client goes where the server sends it, once, and comes home: 4.11. */
class ServerReferenceTest {
    private static final String USE_B = "20 08 00 9c 05 1c 0002 623a"; // CONNACK, Use another server, "b:"
    private static final String MOVED_TO_B = "20 08 00 9d 05 1c 0002 623a";
    private final List<String> went = new ArrayList<>();
    private final Redirect redirect = new Redirect() {
        @Override
        public boolean follow(byte[] reference, int offset, int length) {
            went.add(new String(reference, offset, length, StandardCharsets.UTF_8));
            return true;
        }

        @Override
        public void home() {
            went.add("home");
        }
    };
    private final ClientBench bench = new ClientBench(MqttVersion.V5_0, settings().redirect(redirect));

    @BeforeEach
    void connect() {
        bench.client.connect();
        bench.step();
        bench.server.take();
    }

    private void answer(String connAck) {
        bench.server.send(connAck);
        bench.step();
        bench.server.forget();
        bench.step(); // an immediate attempt: no time has passed
        assertEquals(1, bench.server.take().size());
    }

    @Test
    void referenceIsFollowedAtOnce() {
        answer(USE_B);
        assertEquals(List.of("b:"), went);
    }

    @Test
    void secondReferenceInARowLeadsHome() {
        answer(USE_B);
        bench.server.send(USE_B);
        bench.step();
        assertEquals(List.of("b:", "home"), went);
        bench.server.forget();
        bench.step();
        assertEquals(List.of(), bench.server.take(), "no attempt before the back-off is over");
    }

    @Test
    void temporaryOneHoldsForOneConnection() {
        answer(USE_B);
        bench.server.send("20 03 00 00 00");
        bench.step();
        bench.cutAndReturn();
        assertEquals(List.of("b:", "home"), went);
    }

    @Test
    void permanentOneHoldsWhileTheServerIsThere() {
        answer(MOVED_TO_B);
        bench.server.send("20 03 00 00 00");
        bench.step();
        bench.cutAndReturn();
        assertEquals(List.of("b:"), went);
        bench.step();
        bench.cutAndReturn(); // this time it does not answer
        assertEquals(List.of("b:", "home"), went);
    }

    @Test
    void disconnectMayReferToo() { // 3.14.2.2.5
        bench.server.send("20 03 00 00 00");
        bench.step();
        bench.server.send("e0 07 9c 05 1c 0002 623a");
        bench.step();
        assertEquals(List.of("b:"), went);
    }

    @Test
    void refusalWithAnotherReasonIsNoReference() {
        bench.server.send("20 08 00 88 05 1c 0002 623a");
        bench.step();
        assertEquals(List.of(), went);
    }
}
