package dev.libellule.gateway.pins;

import dev.libellule.sensors.pi4j.PiBuses;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Names the chip in whose transfer a bus hangs. The kernel cannot be told to let go of it; the other buses go on. */
final class BusWatch {
    /** Longer than any transfer takes, and than the kernel's own time limit. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final PiBuses buses;
    private final Duration patience;
    private final Consumer<String> say;
    private final Set<String> named = new HashSet<>();

    BusWatch(PiBuses buses, Duration patience, Consumer<String> say) {
        this.buses = buses;
        this.patience = patience;
        this.say = say;
    }

    /** Looks once: says what hangs, and what goes on again, each once. */
    void look() {
        List<String> hanging = buses.hanging(patience);
        for (String who : hanging) {
            if (named.add(who)) {
                say.accept(
                        ("%s: a transfer hangs for %d s and holds up its bus; the other buses go on. A chip or a loose wire "
                                + "holds SDA or SCL down: take it out, or switch its power off and on")
                                .formatted(who, patience.toSeconds()));
            }
        }
        named.removeIf(who -> {
            if (!hanging.contains(who)) {
                say.accept(who + ": its bus goes on again");
            }
            return !hanging.contains(who);
        });
    }
}
