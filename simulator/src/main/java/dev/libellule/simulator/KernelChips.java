package dev.libellule.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the kernel shows of chips in its files: DS18B20, DHT11 and DHT22, the processor itself. Any thread. */
final class KernelChips {
    private static final String CPU = "class/thermal/thermal_zone0/temp";
    private static final String THROTTLED = "devices/platform/soc/soc:firmware/get_throttled";
    private static final String IIO = "bus/iio/devices/";
    private static final int CPU_ABOVE_ROOM_MILLI_CELSIUS = 20_855;

    private final SysFolder sys;
    private final Map<String, OneWireFolder> oneWires = new HashMap<>();
    private final Set<String> dhts = new TreeSet<>();
    private final Map<String, String> shown = new HashMap<>();
    private final Map<String, ChipFault> faults = new HashMap<>();
    private Surroundings around = Surroundings.ROOM;

    KernelChips(SysFolder sys) {
        this.sys = sys;
        show(THROTTLED, "0\n");
    }

    synchronized void equipDs18b20(String id) {
        oneWires.computeIfAbsent(id, name -> new OneWireFolder(sys, name))
                .setTemperature(around.temperatureCentiCelsius());
    }

    synchronized void equipDht(String id) {
        dhts.add(id);
        showDht(id);
    }

    synchronized void follow(Surroundings now) {
        around = now;
        show(CPU, now.temperatureCentiCelsius() * 10 + CPU_ABOVE_ROOM_MILLI_CELSIUS + "\n");
        oneWires.forEach((id, chip) -> {
            if (faults.get(id) != ChipFault.STUCK) {
                chip.setTemperature(now.temperatureCentiCelsius());
            }
        });
        dhts.forEach(this::showDht);
    }

    synchronized void fault(String id, OneWireFault fault) {
        oneWires.get(id).setFault(fault);
    }

    synchronized void fault(String id, ChipFault fault) {
        faults.put(id, fault);
        if (oneWires.containsKey(id)) {
            fault(id, switch (fault) {
                case NONE, STUCK -> OneWireFault.NONE;
                case UNPLUGGED -> OneWireFault.UNPLUGGED;
                case BROKEN_BITS -> OneWireFault.BROKEN_BIT;
                case SUPPLY_DIPS -> OneWireFault.POWER_ON;
            });
        } else if (dhts.contains(id)) {
            showDht(id);
        }
    }

    /** The kernel's driver gives an input/output error where bits were lost; of a file, the nearest is an empty one. */
    private void showDht(String id) {
        String folder = IIO + id + "/";
        ChipFault fault = faults.getOrDefault(id, ChipFault.NONE);
        if (fault == ChipFault.STUCK) {
            return;
        }
        show(folder + "name", "dht11@4\n");
        boolean isSilent = fault != ChipFault.NONE;
        show(folder + "in_temp_input", isSilent ? "\n" : around.temperatureCentiCelsius() * 10 + "\n");
        show(folder + "in_humidityrelative_input", isSilent ? "\n" : around.humidityCentiPercent() * 10 + "\n");
    }

    private void show(String path, String content) {
        if (!content.equals(shown.put(path, content))) {
            sys.overwrite(path, content); // drivers keep it open
        }
    }
}
