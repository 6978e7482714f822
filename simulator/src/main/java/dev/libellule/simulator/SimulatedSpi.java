package dev.libellule.simulator;

import dev.libellule.sensors.bus.SpiTarget;
import dev.libellule.sensors.pi4j.provider.SpiDevices;
import dev.libellule.sensors.pi4j.provider.SpiTransfers;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** SPI buses in memory. A place without a chip reads as all ones. */
final class SimulatedSpi {
    private final Map<Place, FaultySpi> chips = new ConcurrentHashMap<>();

    /** Key of a chip: bus and chip select. */
    private record Place(int bus, int chipSelect) {}

    SpiDevices provider() {
        return new SpiDevices("libellule-simulated-spi", "Libellule simulated SPI",
                (bus, chipSelect, _, _) -> open(new Place(bus, chipSelect)));
    }

    void plug(int bus, int chipSelect, SpiModel chip) {
        chips.put(new Place(bus, chipSelect), new FaultySpi(chip));
    }

    void setFault(int bus, int chipSelect, ChipFault fault) {
        FaultySpi chip = chips.get(new Place(bus, chipSelect));
        if (chip != null) {
            chip.setFault(fault);
        }
    }

    void follow(Surroundings now) {
        chips.values().forEach(chip -> chip.follow(now));
    }

    private SpiTransfers open(Place place) {
        byte[] answer = new byte[SpiTarget.LONGEST_TRANSFER]; // in and out may be one array
        return (out, outOffset, in, inOffset, length) -> {
            synchronized (chips) {
                SpiModel chip = chips.get(place);
                if (chip == null) {
                    Arrays.fill(answer, 0, length, (byte) 0xFF);
                } else {
                    chip.transfer(out, outOffset, answer, 0, length);
                }
                System.arraycopy(answer, 0, in, inOffset, length);
            }
        };
    }
}
