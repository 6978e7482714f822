package dev.libellule.gateway.discovery;

import java.util.Locale;

/**
 * What a quantity is for Home Assistant: its {@code device_class}, which has to go with the unit, and its {@code state_class}. Source: the
 * lists of sensor device classes of Home Assistant's developer documentation.
 */
final class DeviceClass {
    private DeviceClass() {}

    /** From the unit, and where one unit serves several quantities from the name; null when there is none. */
    static String of(String unit, String name) {
        String word = Slug.of(name);
        return switch (unit) {
            case "°C", "°F", "K" -> "temperature";
            case "%" -> ofShare(word);
            case "hPa", "mbar", "mmHg", "inHg" -> "atmospheric_pressure";
            case "Pa", "kPa", "bar", "psi" -> "pressure";
            case "lx" -> "illuminance";
            case "ppm" -> word.contains("co2") ? "carbon_dioxide" : null;
            case "µg/m³" -> word.contains("10") ? "pm10" : word.contains("25") ? "pm25" : null;
            case "mV", "V" -> "voltage";
            case "mA", "A" -> "current";
            case "mW", "W", "kW" -> "power";
            case "Wh", "kWh", "MWh" -> "energy";
            case "mm", "cm", "m", "km" -> "distance";
            case "L", "m³" -> "water";
            case "L/min", "L/h", "m³/h" -> "volume_flow_rate";
            case "m/s", "km/h" -> "wind_speed";
            case "Hz", "kHz", "MHz" -> "frequency";
            case "g", "kg" -> "weight";
            case "dB" -> "sound_pressure";
            case "dBm" -> "signal_strength";
            default -> null;
        };
    }

    private static String ofShare(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return lower.contains("hum")
                ? "humidity"
                : lower.contains("bat")
                        ? "battery"
                        : lower.contains("sol") || lower.contains("soil") ? "moisture" : null;
    }

    /** How a value goes on: meters only rise. */
    static String stateOf(String deviceClass) {
        return "energy".equals(deviceClass) || "water".equals(deviceClass) ? "total_increasing" : "measurement";
    }
}
