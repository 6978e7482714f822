package dev.libellule.simulator.chips;

/** CRC-8 with the polynomial x^8 + x^5 + x^4 + 1, not reflected, from a table: not the way that the drivers go. */
final class Crc8 {
    private static final int[] TABLE = new int[256];

    static {
        TABLE[1] = 0x31;
        for (int power = 2; power < 256; power <<= 1) {
            int previous = TABLE[power >> 1];
            TABLE[power] = (previous << 1 ^ ((previous & 0x80) != 0 ? 0x31 : 0)) & 0xFF;
            for (int i = 1; i < power; i++) {
                TABLE[power + i] = TABLE[power] ^ TABLE[i]; // the sum is linear
            }
        }
    }

    private Crc8() {}

    static int of(byte[] bytes, int offset, int length, int start) {
        int crc = start;
        for (int i = 0; i < length; i++) {
            crc = TABLE[crc ^ bytes[offset + i] & 0xFF];
        }
        return crc;
    }
}
