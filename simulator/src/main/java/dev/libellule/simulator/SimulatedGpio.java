package dev.libellule.simulator;

import com.pi4j.io.gpio.digital.PullResistance;
import dev.libellule.sensors.bus.EdgeLine;
import dev.libellule.sensors.pi4j.provider.Pin;
import dev.libellule.sensors.pi4j.provider.PinInputs;
import dev.libellule.sensors.pi4j.provider.PinOutputs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/** Pi4J's digital pins on levels in memory: the providers, and the pins as somebody outside the Pi sees them. */
final class SimulatedGpio {
    private final Map<Integer, Boolean> levels = new ConcurrentHashMap<>();
    private final Map<Integer, List<PinModel>> listeners = new ConcurrentHashMap<>();
    private final Map<Integer, SimulatedEdges> edges = new ConcurrentHashMap<>();
    private final LongSupplier nanoClock;

    SimulatedGpio(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** The level of a pin; low when nobody drives it. */
    boolean isHigh(int gpio) {
        return levels.getOrDefault(gpio, false);
    }

    /** Drives an input from outside, at a moment of the pins' clock. */
    void drive(int gpio, boolean high, long nanos) {
        Boolean before = levels.put(gpio, high);
        if (before != null && before == high) {
            return;
        }
        SimulatedEdges watched = edges.get(gpio);
        if (watched != null) {
            watched.add(high, nanos);
        }
        for (PinModel model : listeners.getOrDefault(gpio, List.of())) {
            model.changed(gpio, high, nanos);
        }
    }

    void drive(int gpio, boolean high) {
        drive(gpio, high, nanoClock.getAsLong());
    }

    void listen(int gpio, PinModel model) {
        listeners.computeIfAbsent(gpio, _ -> new CopyOnWriteArrayList<>()).add(model);
    }

    PinOutputs outputs() {
        return new PinOutputs("libellule-simulated-output", "Libellule simulated outputs", (bcm, high) -> {
            drive(bcm, high);
            return new SimulatedPin(bcm);
        });
    }

    PinInputs inputs() {
        return new PinInputs("libellule-simulated-input", "Libellule simulated inputs", (bcm, pull) -> {
            levels.putIfAbsent(bcm, pull == PullResistance.PULL_UP);
            return new SimulatedPin(bcm);
        });
    }

    private final class SimulatedPin implements Pin {
        private final int bcm;

        SimulatedPin(int bcm) {
            this.bcm = bcm;
        }

        @Override
        public boolean isHigh() {
            return SimulatedGpio.this.isHigh(bcm);
        }

        @Override
        public void set(boolean high) {
            drive(bcm, high);
        }

        @Override
        public EdgeLine edges(int debounceMicros) {
            SimulatedEdges watched = new SimulatedEdges(debounceMicros, this::isHigh);
            edges.put(bcm, watched);
            return watched;
        }
    }
}
