package dev.libellule.simulator;

import java.util.Arrays;

/** One DS18B20 as the kernel shows it below {@code /sys/bus/w1/devices}, with its faults. Any thread. */
final class OneWireFolder {
    static final String USUAL_ID = "28-0316a2794aff";
    private static final int POWER_ON = 0x0550; // 85 degrees

    private final SysFolder sys;
    private final String file;
    private final String resolution;
    private final String power;
    private OneWireFault fault = OneWireFault.NONE;
    private int sixteenths;
    private boolean isPlugged;

    /** A chip of this name, such as {@link #USUAL_ID}. */
    OneWireFolder(SysFolder sys, String id) {
        this.sys = sys;
        String folder = "bus/w1/devices/" + id;
        file = folder + "/w1_slave";
        resolution = folder + "/resolution";
        power = folder + "/ext_power";
    }

    /** What the next reading of the chip gives. */
    synchronized void setTemperature(int centiCelsius) {
        sixteenths = Math.round(centiCelsius * 16 / 100f); // datasheet: 0.0625 °C a step
        show();
    }

    /** What is wrong with it from now on. */
    synchronized void setFault(OneWireFault newFault) {
        fault = newFault;
        show();
    }

    private void show() {
        if (fault == OneWireFault.UNPLUGGED) {
            sys.remove(resolution);
            sys.remove(power);
            sys.remove(file);
            isPlugged = false;
            return;
        }
        if (!isPlugged) {
            sys.show(resolution, "12\n");
            sys.show(power, "1\n");
            isPlugged = true;
        }
        int raw = fault == OneWireFault.POWER_ON ? POWER_ON : sixteenths;
        int[] scratchpad = {raw & 0xFF, raw >> 8 & 0xFF, 0x4B, 0x46, 0x7F, 0xFF, 0x0C, 0x10, 0};
        if (fault != OneWireFault.POWER_ON) {
            scratchpad[6] = 0x10 - (raw & 0x0F); // what remains of a count, on genuine chips
        }
        scratchpad[8] = crc8(scratchpad, 8);
        switch (fault) {
            case BROKEN_BIT -> scratchpad[0] ^= 0x04;
            case SHORTED -> Arrays.fill(scratchpad, 0);
            case SILENT -> Arrays.fill(scratchpad, 0xFF);
            default -> {
                // as it is
            }
        }
        int crc = crc8(scratchpad, 8);
        int shown = (short) (scratchpad[0] | scratchpad[1] << 8);
        StringBuilder bytes = new StringBuilder();
        for (int value : scratchpad) {
            bytes.append("%02x ".formatted(value));
        }
        sys.overwrite(file,
                "%s: crc=%02x %s\n%st=%d\n".formatted(bytes, crc, crc == scratchpad[8] ? "YES" : "NO", bytes,
                        shown * 125 / 2));
    }

    /** CRC-8 of Maxim's application note 27: polynomial x^8 + x^5 + x^4 + 1, bits reflected. */
    static int crc8(int[] bytes, int length) {
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc ^= bytes[i];
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0x8C : crc >> 1;
            }
        }
        return crc;
    }
}
