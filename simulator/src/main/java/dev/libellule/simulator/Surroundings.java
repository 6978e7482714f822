package dev.libellule.simulator;

/**
 * What there is to measure where a chip is. Chips take what concerns them.
 *
 * @param lux light
 * @param co2Ppm carbon dioxide, parts in a million
 * @param distanceMillimetres to what is in front of a ranger
 * @param milliVolts on a wire that is measured: a battery, a potentiometer
 * @param milliAmperes through a wire that is measured
 */
public record Surroundings(int temperatureCentiCelsius, int humidityCentiPercent, int pressurePascals, int lux,
        int co2Ppm, int distanceMillimetres, int milliVolts, int milliAmperes) {
    /** A room: 21.50 °C, 45.00 %, 1013.25 hPa, 320 lx, 650 ppm; a wall 1.20 m away; 1.65 V and 120 mA on the bench. */
    public static final Surroundings ROOM = new Surroundings(2150, 4500, 101_325, 320, 650, 1200, 1650, 120);

    /** The same with another climate. */
    public Surroundings withClimate(int centiCelsius, int centiPercent, int pascals) {
        return new Surroundings(centiCelsius, centiPercent, pascals, lux, co2Ppm, distanceMillimetres, milliVolts,
                milliAmperes);
    }

    /** The same with another light. */
    public Surroundings withLux(int newLux) {
        return new Surroundings(temperatureCentiCelsius, humidityCentiPercent, pressurePascals, newLux, co2Ppm,
                distanceMillimetres, milliVolts, milliAmperes);
    }
}
