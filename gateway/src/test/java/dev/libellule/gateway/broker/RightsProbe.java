package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Slice;
import java.nio.charset.StandardCharsets;

/** Says what rights allow on a topic, for tests of other packages: {@code rw}, {@code r-}, {@code -w} or {@code --}. */
public final class RightsProbe {
    private RightsProbe() {}

    public static String of(Rights rights, String topic) {
        Slice name = new Slice();
        name.set(topic.getBytes(StandardCharsets.UTF_8));
        return (rights.mayReceive(name) ? "r" : "-") + (rights.mayPublish(name) ? "w" : "-");
    }
}
