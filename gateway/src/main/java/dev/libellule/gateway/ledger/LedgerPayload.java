package dev.libellule.gateway.ledger;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What a numbered message says of itself, in a line that a person can read too; filled up to the length that is wanted.
 *
 * <pre>
 *   LL1 9f3a2c11.0 17 1760000000123 5d2a77c0 ......
 *       stream     number sent at   CRC-32C of all the rest
 * </pre>
 *
 * @param stream the ledger that it is from, and which of its topics
 * @param number counts from 1 in each stream
 * @param sentMillis since 1970, by the publisher's clock
 */
record LedgerPayload(String stream, long number, long sentMillis) {
    private static final String MARK = "LL1";
    private static final int FIELDS = 5;

    /** As bytes. */
    byte[] encode(int length) {
        String head = MARK + " " + stream + " " + number + " " + sentMillis + " ";
        byte[] bytes = new byte[Math.max(length, head.length() + 9)];
        Arrays.fill(bytes, (byte) '.');
        put(bytes, 0, head);
        put(bytes, head.length(), "00000000 ");
        put(bytes, head.length(), "%08x".formatted(crc(bytes)));
        return bytes;
    }

    private static void put(byte[] bytes, int at, String text) {
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, bytes, at, text.length());
    }

    private static long crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return crc.getValue();
    }

    /** Null for what is no such message, or not whole. */
    static LedgerPayload decode(byte[] payload) {
        int spaces = 0;
        int end = 0;
        while (end < payload.length && spaces < FIELDS) {
            if (payload[end++] == ' ') {
                spaces++;
            }
        }
        String[] fields = new String(payload, 0, end, StandardCharsets.US_ASCII).split(" ");
        if (spaces < FIELDS || fields.length != FIELDS || !fields[0].equals(MARK) || fields[4].length() != 8) {
            return null;
        }
        byte[] copy = payload.clone();
        put(copy, end - 9, "00000000");
        try {
            return crc(copy) == Long.parseLong(fields[4], 16)
                    ? new LedgerPayload(fields[1], Long.parseLong(fields[2]), Long.parseLong(fields[3]))
                    : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
