package dev.libellule.gateway.app;

import dev.libellule.device.client.MqttClient;
import dev.libellule.device.codec.Publish;
import dev.libellule.device.codec.ReasonCode;
import dev.libellule.device.codec.Slice;
import dev.libellule.device.host.HostLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what a broker says of itself and its bridges below {@code $SYS}, and prints it. Its version is asked for last: when that is there,
 * all has come that is retained.
 */
final class StatusReader extends ToolClient {
    private static final int BUFFER = 1 << 16;
    private static final String[] FIRST = {"$SYS/broker/connection/#", "$SYS/broker/uptime",
            "$SYS/broker/clients/connected", "$SYS/broker/store/bytes/written/today", "$SYS/broker/store/card/days",
            "$SYS/broker/store/failure"};
    private static final String LAST = "$SYS/broker/version";

    private final int waitSeconds;
    private final int startMillis = HostLoop.nowMillis();
    private final Map<String, String> values = new TreeMap<>();
    private int answers;

    StatusReader(ConnectionOptions connection, int waitSeconds) {
        super(connection, connection.settings().reconnect(false).maximumSubscriptions(FIRST.length + 1).inFlight(1, 64),
                BUFFER, BUFFER);
        this.waitSeconds = waitSeconds;
        for (String filter : FIRST) {
            client.subscribe(filter.getBytes(StandardCharsets.UTF_8), 0);
        }
    }

    @Override
    protected int work(int nowMillis) {
        return timeLeft(waitSeconds, startMillis, nowMillis);
    }

    @Override
    public void subscribed(MqttClient source, byte[] topicFilter, int reasonCode) {
        super.subscribed(source, topicFilter, reasonCode);
        String filter = new String(topicFilter, StandardCharsets.UTF_8);
        if (reasonCode >= ReasonCode.UNSPECIFIED_ERROR) {
            fail(Main.FAILED, "Error: the broker refused the subscription to %s: %s; may this user read $SYS/#?"
                    .formatted(filter, ConnectionProblem.reason(reasonCode)));
        } else if (++answers == FIRST.length) {
            client.subscribe(LAST.getBytes(StandardCharsets.UTF_8), 0);
        }
    }

    @Override
    public void received(MqttClient source, Publish message) {
        super.received(source, message);
        String topic = text(message.topic);
        values.put(topic, text(message.payload));
        if (topic.equals(LAST)) {
            print();
        }
    }

    private static String text(Slice slice) {
        return new String(slice.buffer, slice.offset, slice.length, StandardCharsets.UTF_8);
    }

    private void print() {
        StatusTable table = new StatusTable(values, Instant.now());
        try {
            out.write(table.text().getBytes(StandardCharsets.UTF_8));
            wrote();
        } catch (IOException e) {
            end(Main.FAILED);
            return;
        }
        if (table.isAllWell()) {
            disconnect();
        } else {
            end(Main.FAILED);
        }
    }
}
