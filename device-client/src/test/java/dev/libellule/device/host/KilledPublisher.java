package dev.libellule.device.host;

import dev.libellule.device.client.MqttSettings;
import dev.libellule.device.client.SessionStore;
import dev.libellule.device.client.StoredRecord;
import dev.libellule.device.codec.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A device that publishes numbers, odd ones at QoS 1 and even ones at QoS 2, and is killed at any moment; arguments: port, folder, last
 * number. It goes on with the first number that is neither in its own note nor in its session store.
 */
final class KilledPublisher {
    private KilledPublisher() {}

    /** The program. */
    public static void main(String[] args) throws Exception {
        Path note = Path.of(args[1]).resolve("note");
        int last = Integer.parseInt(args[2]);
        try (FileSessionStore store = new FileSessionStore(Path.of(args[1]).resolve("session"), 20_000)) {
            int published = Math.max(Files.exists(note) ? Files.readString(note).length() : 0, largest(store));
            MqttSettings settings = LiveClient.settings(MqttVersion.V5_0, "killed").cleanStart(false)
                    .sessionExpirySeconds(600).inFlight(20, 2000).sessionStore(store);
            LiveClient device = new LiveClient(Integer.parseInt(args[0]), settings).connected();
            while (published < last || device.client.unacknowledged() > 0) {
                int number = published + 1;
                if (published < last
                        && device.publish("killed/n", Integer.toString(number), 2 - number % 2, false) > 0) {
                    published = number;
                    Files.writeString(note, "x".repeat(published)); // before any acknowledgement can be read
                }
                device.turn();
            }
            device.client.disconnect();
            device.until(device.client::isIdle);
        }
        System.out.println("done");
    }

    private static int largest(SessionStore store) {
        int largest = 0;
        StoredRecord record = new StoredRecord();
        for (int at = store.next(0, record); at >= 0; at = store.next(at, record)) {
            if (record.kind == SessionStore.PUBLISH) { // the payload ends the packet, behind the empty properties
                String packet = new String(record.bytes.copy(), StandardCharsets.ISO_8859_1);
                largest = Math.max(largest, Integer.parseInt(packet.substring(packet.lastIndexOf(0) + 1)));
            }
        }
        return largest;
    }
}
