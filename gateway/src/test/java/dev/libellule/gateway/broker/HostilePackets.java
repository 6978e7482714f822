package dev.libellule.gateway.broker;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Packets of a hostile client: right ones with odd contents, and what comes of them when bytes are changed. All from one seed. */
final class HostilePackets {
    private static final String[] TOPICS = {"a", "a/b", "/", "//", "maison/salon/temp", "$SYS/broker/uptime",
            "$share/g/a", "$x",
            "a/+", "#", "+/#", "a\0b", "é/\uD83D\uDE00", "ctrlled", "/".repeat(150), "x".repeat(3000), "", "$share/g/#",
            "$share//a", "$share/g", "a/#/b", "\uFEFFa", "a b", "l/".repeat(190) + "l"};
    private static final byte[][] CUT_UTF8 = {{(byte) 0xC0, (byte) 0x80}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
            {(byte) 0xF4, (byte) 0x90, (byte) 0x80, (byte) 0x80}, {(byte) 0xE2, (byte) 0x82}};
    private static final int[] PROPERTIES = {1, 2, 3, 8, 9, 11, 17, 18, 19, 21, 22, 23, 24, 25, 26, 28, 31, 33, 34, 35,
            36, 37, 38,
            39, 40, 41, 42, 0, 77};

    private final Random random;
    private int version = 4;

    HostilePackets(Random random) {
        this.random = random;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private static void uint16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }

    private static void binary(ByteArrayOutputStream out, byte[] bytes) {
        uint16(out, bytes.length);
        out.writeBytes(bytes);
    }

    private byte[] word() {
        return chance(2)
                ? CUT_UTF8[random.nextInt(CUT_UTF8.length)]
                : TOPICS[random.nextInt(TOPICS.length)].getBytes(StandardCharsets.UTF_8);
    }

    private byte[] noise(int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static void variable(ByteArrayOutputStream out, int value) {
        int rest = value;
        do {
            out.write(rest > 127 ? rest & 127 | 128 : rest);
            rest >>>= 7;
        } while (rest > 0);
    }

    private void properties(ByteArrayOutputStream out, int... likely) {
        if (version != 5) {
            return;
        }
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (int n = chance(50) ? 0 : random.nextInt(4); n > 0; n--) {
            int property = chance(90) && likely.length > 0
                    ? likely[random.nextInt(likely.length)]
                    : PROPERTIES[random.nextInt(PROPERTIES.length)];
            list.write(property);
            switch (property) {
                case 1, 23, 25, 36, 37, 40, 41, 42 -> list.write(random.nextInt(3));
                case 19, 33, 34, 35 -> uint16(list, random.nextInt(12));
                case 2, 17, 24, 39 -> {
                    uint16(list, chance(2) ? 0xFFFF : 0);
                    uint16(list, property == 39 ? random.nextInt(200) : random.nextInt(3));
                }
                case 11 -> variable(list, random.nextInt(300));
                case 38 -> {
                    binary(list, word());
                    binary(list, word());
                }
                default -> binary(list, word());
            }
        }
        variable(out, list.size());
        out.writeBytes(list.toByteArray());
    }

    private static byte[] packet(int first, ByteArrayOutputStream body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        variable(out, body.size());
        out.writeBytes(body.toByteArray());
        return out.toByteArray();
    }

    /** A CONNECT, most often one that is accepted. */
    byte[] connect() {
        version = 3 + random.nextInt(3);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        binary(out, (version == 3 ? "MQIsdp" : "MQTT").getBytes(StandardCharsets.US_ASCII));
        out.write(chance(3) ? random.nextInt(256) : version);
        boolean hasWill = chance(20);
        boolean hasUser = chance(10);
        int flags = (chance(70) ? 2 : 0) | (hasWill ? 4 | random.nextInt(3) << 3 | (chance(30) ? 32 : 0) : 0)
                | (hasUser ? 128 | 64 : 0);
        out.write(chance(3) ? random.nextInt(256) : flags);
        uint16(out, random.nextInt(4) == 0 ? random.nextInt(4) : 60);
        properties(out, 17, 33, 34, 39, 23, 25, 38, 21);
        binary(out, ("hostile" + random.nextInt(40)).getBytes(StandardCharsets.US_ASCII));
        if (hasWill) {
            properties(out, 24, 1, 2, 3, 8, 9, 38);
            binary(out, word());
            binary(out, noise(50));
        }
        if (hasUser) {
            binary(out, word());
            binary(out, noise(20));
        }
        return packet(0x10, out);
    }

    /** Any packet of a client, or of nobody. */
    byte[] next() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] packet = switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> publish(out);
            case 4, 5 -> subscribe(out);
            case 6 -> unsubscribe(out);
            case 7, 8 -> acknowledgement(out);
            case 9 -> packet(0xC0, out);
            case 10 -> disconnectOrAuth(out);
            default -> chance(20) ? connect() : packet(random.nextInt(256), bytes(noise(20)));
        };
        return chance(15) ? mutate(packet) : packet;
    }

    private static ByteArrayOutputStream bytes(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(content);
        return out;
    }

    private byte[] publish(ByteArrayOutputStream out) {
        int qos = chance(2) ? 3 : random.nextInt(3);
        binary(out, chance(80) ? TOPICS[random.nextInt(6)].getBytes(StandardCharsets.UTF_8) : word());
        if (qos > 0) {
            uint16(out, random.nextInt(30));
        }
        properties(out, 1, 2, 3, 8, 9, 35, 38, 11);
        out.writeBytes(noise(chance(3) ? 20_000 : 100));
        return packet(0x30 | qos << 1 | (chance(20) ? 1 : 0) | (chance(10) ? 8 : 0), out);
    }

    private byte[] subscribe(ByteArrayOutputStream out) {
        uint16(out, random.nextInt(20));
        properties(out, 11, 38);
        for (int n = random.nextInt(5); n >= 0; n--) {
            binary(out, word());
            out.write(chance(90) ? random.nextInt(3) : random.nextInt(256));
        }
        return packet(0x82, out);
    }

    private byte[] unsubscribe(ByteArrayOutputStream out) {
        uint16(out, random.nextInt(20));
        properties(out, 38);
        for (int n = random.nextInt(5); n >= 0; n--) {
            binary(out, word());
        }
        return packet(0xA2, out);
    }

    private byte[] acknowledgement(ByteArrayOutputStream out) {
        int type = 4 + random.nextInt(4);
        uint16(out, random.nextInt(25));
        if (version == 5 && chance(30)) {
            out.write(chance(50) ? 0 : random.nextInt(256));
            properties(out, 31, 38);
        }
        return packet(type << 4 | (type == 6 ? 2 : 0), out);
    }

    private byte[] disconnectOrAuth(ByteArrayOutputStream out) {
        if (version == 5 && chance(70)) {
            out.write(chance(50) ? 4 : random.nextInt(256));
            properties(out, 17, 31, 38, 21, 22);
        }
        return packet(chance(70) ? 0xE0 : 0xF0, out);
    }

    /** Changes bits, cuts, fills in, lies about the length, or says it twice. */
    byte[] mutate(byte[] packet) {
        byte[] bytes = packet.clone();
        if (bytes.length == 0) {
            return bytes;
        }
        switch (random.nextInt(6)) {
            case 0 -> {
                for (int n = random.nextInt(4); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                return bytes;
            }
            case 1 -> {
                return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 2 -> {
                int at = random.nextInt(bytes.length);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.write(bytes, 0, at);
                out.writeBytes(noise(10));
                out.write(bytes, at, bytes.length - at);
                return out.toByteArray();
            }
            case 3 -> {
                bytes[Math.min(1, bytes.length - 1)] = (byte) random.nextInt(256);
                return bytes;
            }
            case 4 -> {
                random.nextBytes(bytes);
                return bytes;
            }
            default -> {
                byte[] twice = java.util.Arrays.copyOf(bytes, bytes.length * 2);
                System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
                return twice;
            }
        }
    }
}
