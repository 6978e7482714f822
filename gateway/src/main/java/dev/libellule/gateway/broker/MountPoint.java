package dev.libellule.gateway.broker;

import dev.libellule.device.codec.Slice;
import java.nio.charset.StandardCharsets;

/** Mosquitto's {@code mount_point}: what is put before the topics of a listener's clients, and taken away again for them. */
final class MountPoint {
    private static final String SHARE = "$share/";

    private final byte[] prefix;
    private final String text;
    private byte[] scratch = {};

    MountPoint(String text) {
        this.text = text;
        this.prefix = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Puts the prefix before a Topic Name; it then stands in another array, until the next call. */
    void mount(Slice topic) {
        int length = prefix.length + topic.length;
        if (scratch.length < length) {
            scratch = new byte[length * 2];
        }
        System.arraycopy(prefix, 0, scratch, 0, prefix.length);
        System.arraycopy(topic.buffer, topic.offset, scratch, prefix.length, topic.length);
        topic.set(scratch, 0, length);
    }

    /** Puts the prefix before a Topic Filter; behind the group of a shared one. */
    String mount(String filter) {
        if (TopicTree.isShared(filter)) {
            int slash = filter.indexOf('/', SHARE.length());
            return slash < 0 ? filter : filter.substring(0, slash + 1) + text + filter.substring(slash + 1);
        }
        return text + filter;
    }

    /** Bytes at the beginning of a Topic Name that its receiver does not see. */
    int hidden(Slice topic) {
        if (topic.length < prefix.length) {
            return 0;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (topic.buffer[topic.offset + i] != prefix[i]) {
                return 0;
            }
        }
        return prefix.length;
    }
}
