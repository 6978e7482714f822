package dev.libellule.simulator;

import dev.libellule.simulator.House.Room;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which boards live in which rooms of a house: a folder of {@code simulator/scenarios}, with an ordinary board file a room.
 *
 * @param inhabitants the boards
 */
public record Scenario(List<Inhabitant> inhabitants) {
    /** What {@code libellule demo} and {@code libellule simulate} show. */
    public static final String MAISON = "maison";

    /**
     * One board.
     *
     * @param file name of its board file, for messages
     * @param yaml its content
     */
    public record Inhabitant(Room room, String file, byte[] yaml) {}

    public Scenario {
        inhabitants = List.copyOf(inhabitants);
    }

    /** Loads a scenario that comes with the simulator. */
    public static Scenario named(String name) {
        List<Inhabitant> inhabitants = new ArrayList<>();
        for (Room room : Room.values()) {
            String file = "scenarios/" + name + "/" + room.topicLevel() + ".yaml";
            try (InputStream in = Scenario.class.getClassLoader().getResourceAsStream(file)) {
                if (in != null) {
                    inhabitants.add(new Inhabitant(room, file, in.readAllBytes()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the scenario " + name + " cannot be read", e);
            }
        }
        if (inhabitants.isEmpty()) {
            throw new IllegalArgumentException("there is no scenario '%s'; there is: %s".formatted(name, MAISON));
        }
        return new Scenario(inhabitants);
    }
}
