package dev.libellule.simulator;

import dev.libellule.sensors.pi4j.provider.I2cDevices;
import dev.libellule.sensors.pi4j.provider.Transactions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** I2C buses in memory: whole transactions, one at a time on a bus, handed to the model that is plugged in there now. */
final class SimulatedI2c {
    private final Map<Place, FaultyI2c> chips = new ConcurrentHashMap<>();
    private final Map<Integer, Object> locks = new ConcurrentHashMap<>();

    /** Key of a chip: bus and address. */
    private record Place(int bus, int address) {}

    I2cDevices provider() {
        return new I2cDevices("libellule-simulated-i2c", "Libellule simulated I2C", this::open);
    }

    void plug(int bus, int address, I2cModel chip) {
        chips.put(new Place(bus, address), new FaultyI2c(chip));
    }

    void unplug(int bus, int address) {
        chips.remove(new Place(bus, address));
    }

    void setFault(int bus, int address, ChipFault fault) {
        FaultyI2c chip = chips.get(new Place(bus, address));
        if (chip != null) {
            chip.setFault(fault);
        }
    }

    boolean isPlugged(int bus, int address) {
        return chips.containsKey(new Place(bus, address));
    }

    void follow(Surroundings now) {
        chips.values().forEach(chip -> chip.follow(now));
    }

    private Transactions open(int bus, int address) {
        Place place = new Place(bus, address);
        Object busLock = locks.computeIfAbsent(bus, _ -> new Object());
        return (out, outOffset, outLength, in, inOffset, inLength) -> {
            synchronized (busLock) {
                I2cModel chip = chips.get(place);
                if (chip == null) {
                    throw I2cModel.noAcknowledgement();
                }
                if (outLength > 0) {
                    chip.written(out, outOffset, outLength);
                }
                if (inLength > 0) {
                    chip.read(in, inOffset, inLength);
                }
            }
        };
    }
}
