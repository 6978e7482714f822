package dev.libellule.simulator;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A small house in physics: each room a thermal mass behind walls, with the weather of the day, heating, people and a lamp.
 *
 * <p>It has no clock: time goes on by {@link #advance}. The same seed and the same steps give the same values on every machine.
 * Not thread-safe.
 */
public final class House {
    /** The rooms, with what tells them apart. */
    public enum Room {
        SALON(2.2e6, 45, 20.5), CUISINE(1.2e6, 30, 19.5), CHAMBRE(1.5e6, 30, 18.0), GARAGE(2.0e6, 90, 5.0);

        /** Joules that warm the room and its furniture by one degree. */
        private final double capacity;
        /** Watts through the outer walls for each degree of difference. */
        private final double loss;
        /** What the thermostat is set to, in degrees Celsius. */
        private final double setPoint;

        Room(double capacity, double loss, double setPoint) {
            this.capacity = capacity;
            this.loss = loss;
            this.setPoint = setPoint;
        }

        /** As it stands in topics: {@code salon}. */
        public String topicLevel() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private static final long STEP_MILLIS = 1_000;
    private static final double SECONDS_PER_DAY = 86_400;
    private static final double START_SECONDS = 7 * 3600; // it is seven in the morning
    private static final double INNER_WALL = 25; // watts a degree between neighbours
    private static final double HEATER_WATTS = 1_800;
    private static final double LAMP_WATTS = 60;
    private static final double PERSON_WATTS = 100;
    private static final double HYSTERESIS = 0.3;

    private final SplittableRandom random;
    private final Map<Room, Climate> rooms = new EnumMap<>(Room.class);
    private double seconds = START_SECONDS;
    private long restMillis;
    private double front; // what this day's weather differs from the season by, in degrees
    private double pressure = 1_013.2; // hPa

    /** The state of one room. */
    private static final class Climate {
        double temperature;
        double humidity;
        boolean heating;
        boolean lamp;
        int people;
    }

    /** A house in the morning. */
    public House(long seed) {
        random = new SplittableRandom(seed);
        for (Room room : Room.values()) {
            Climate climate = new Climate();
            climate.temperature = room.setPoint + random.nextDouble(-0.5, 1.5);
            climate.humidity = random.nextDouble(40, 55);
            rooms.put(room, climate);
        }
    }

    /** Lets time go by, in steps of a second; what is less is kept for the next call. */
    public void advance(long millis) {
        restMillis += millis;
        while (restMillis >= STEP_MILLIS) {
            restMillis -= STEP_MILLIS;
            step(STEP_MILLIS / 1000.0);
        }
    }

    private void step(double dt) {
        seconds += dt;
        front += -front * dt / 200_000 + gaussian() * 0.01 * Math.sqrt(dt);
        pressure += (1_013.2 - pressure) * dt / 150_000 + gaussian() * 0.01 * Math.sqrt(dt);
        double outside = outsideCelsius();
        for (Room room : Room.values()) {
            Climate climate = rooms.get(room);
            movePeople(climate, room, dt);
            if (climate.temperature < room.setPoint - HYSTERESIS) {
                climate.heating = true;
            } else if (climate.temperature > room.setPoint + HYSTERESIS) {
                climate.heating = false;
            }
            double watts = (outside - climate.temperature) * room.loss + neighbours(room)
                    + (climate.heating ? HEATER_WATTS : 0)
                    + (climate.lamp ? LAMP_WATTS : 0) + climate.people * PERSON_WATTS;
            climate.temperature += watts * dt / room.capacity;
            double target = 45 + climate.people * 4 - (climate.temperature - 19) * 1.5;
            climate.humidity += (target - climate.humidity) * dt / 3_600 + gaussian() * 0.01 * Math.sqrt(dt);
            climate.humidity = Math.clamp(climate.humidity, 15, 95);
        }
    }

    private double neighbours(Room room) {
        double watts = 0;
        for (Map.Entry<Room, Climate> other : rooms.entrySet()) {
            boolean adjoin = Math.abs(other.getKey().ordinal() - room.ordinal()) == 1;
            watts += adjoin ? (other.getValue().temperature - rooms.get(room).temperature) * INNER_WALL : 0;
        }
        return watts;
    }

    private void movePeople(Climate climate, Room room, double dt) {
        double hour = seconds % SECONDS_PER_DAY / 3600;
        boolean used = switch (room) {
            case SALON -> hour > 17 && hour < 23;
            case CUISINE -> hour > 6.5 && hour < 8.5 || hour > 11.5 && hour < 13.5 || hour > 18 && hour < 20;
            case CHAMBRE -> hour > 22.5 || hour < 7;
            case GARAGE -> hour > 17 && hour < 18;
        };
        if (random.nextDouble() < dt / 600) { // somebody comes or goes every ten minutes
            climate.people = used ? random.nextInt(1, 4) : 0;
        }
    }

    /** A normal deviate; of {@link SplittableRandom} because its sequence is the same everywhere. */
    private double gaussian() {
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += random.nextDouble();
        }
        return sum - 6;
    }

    /** Temperature outside, in degrees Celsius: coldest at five, warmest at five in the afternoon. */
    double outsideCelsius() {
        return 8 + front + 5 * Math.sin(2 * Math.PI * (seconds / SECONDS_PER_DAY - 11.0 / 24));
    }

    public int temperatureCentiCelsius(Room room) {
        return (int) Math.round(rooms.get(room).temperature * 100);
    }

    /** Hundredths of a percent of relative humidity. */
    public int humidityCentiPercent(Room room) {
        return (int) Math.round(rooms.get(room).humidity * 100);
    }

    public int pressurePascals() {
        return (int) Math.round(pressure * 100);
    }

    /** Switches the lamp of a room, which warms it a little. */
    public void setLamp(Room room, boolean on) {
        rooms.get(room).lamp = on;
    }
}
