package dev.libellule.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.simulator.House.Room;
import org.junit.jupiter.api.Test;

class HouseTest {
    private static String story(long seed, long stepMillis) {
        House house = new House(seed);
        StringBuilder story = new StringBuilder();
        for (int i = 0; i < 24; i++) {
            for (long t = 0; t < 3_600_000; t += stepMillis) {
                house.advance(stepMillis);
            }
            for (Room room : Room.values()) {
                story.append(house.temperatureCentiCelsius(room)).append(' ').append(house.humidityCentiPercent(room))
                        .append(' ');
            }
        }
        return story.append(house.pressurePascals()).toString();
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        assertEquals(story(42, 1_000), story(42, 1_000));
        assertEquals(story(42, 1_000), story(42, 400), "whatever the steps");
        assertNotEquals(story(42, 1_000), story(43, 1_000));
    }

    @Test
    void aWeekIsPlausible() {
        for (long seed = 0; seed < 5; seed++) {
            House house = new House(seed);
            for (int hour = 0; hour < 7 * 24; hour++) {
                house.advance(3_600_000);
                for (Room room : Room.values()) {
                    int temperature = house.temperatureCentiCelsius(room);
                    assertTrue(temperature > 300 && temperature < 3_000,
                            "seed " + seed + " " + room + " " + temperature);
                }
                assertEquals(2_050, house.temperatureCentiCelsius(Room.SALON), 350,
                        "the salon is heated; seed " + seed);
                assertTrue(house.pressurePascals() > 95_000 && house.pressurePascals() < 107_000);
            }
        }
    }

    @Test
    void theLampWarmsTheRoomALittle() {
        House dark = new House(7);
        House lit = new House(7);
        lit.setLamp(Room.SALON, true);
        dark.advance(600_000);
        lit.advance(600_000);
        int difference = lit.temperatureCentiCelsius(Room.SALON) - dark.temperatureCentiCelsius(Room.SALON);
        assertTrue(difference > 0 && difference < 50, "hundredths of a degree: " + difference);
    }
}
