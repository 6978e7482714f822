package dev.libellule.gateway.serial.line;

import java.nio.charset.StandardCharsets;

/**
 * The check sum of our own lines: CRC-16 with the polynomial 0x1021, from 0xFFFF, neither reflected nor inverted; the one that is
 * known as CCITT-FALSE or IBM-3740, whose check value, of {@code 123456789}, is 0x29B1. avr-libc has it as
 * {@code _crc_xmodem_update}.
 */
public final class Crc16 {
    private static final int POLYNOMIAL = 0x1021;

    private Crc16() {}

    /** Of a text in UTF-8, 0 to 0xFFFF. */
    public static int of(String text) {
        int crc = 0xFFFF;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (b & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = ((crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL) & 0xFFFF;
            }
        }
        return crc;
    }

    /** A line with its check sum: {@code T:22.5} becomes {@code T:22.5*1B3E}. */
    public static String sealed(String line) {
        return "%s*%04X".formatted(line, of(line));
    }
}
