package dev.libellule.simulator.fleet;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Devices of one kind.
 *
 * @param name begins their Client Identifiers
 * @param count how many, 1 to 100,000
 * @param topic with <code>{n}</code> for the number of the device
 * @param every between two messages of a device
 * @param lowest values walk by chance between this
 * @param highest and this
 * @param decimals digits after the point, 0 to 9
 */
public record Family(String name, int count, String topic, Duration every, double lowest, double highest, int decimals,
        int qos, boolean retain) {
    private static final int STEPS = 40; // from end to end, on the average

    public Family {
        check(!name.isBlank(), "name", "is empty");
        check(count >= 1 && count <= 100_000, "count", count + ": must be 1 to 100000");
        check(!topic.isBlank() && !topic.contains("+") && !topic.contains("#"), "topic",
                "'" + topic + "': must be a topic without wildcards, such as maison/{n}/temp");
        check(every.toMillis() >= 10, "every", every.toMillis() + " ms: must be 10 ms or more");
        check(lowest < highest, "range", lowest + ".." + highest + ": the first number must be smaller");
        check(decimals >= 0 && decimals <= 9, "decimals", decimals + ": must be 0 to 9");
        check(qos >= 0 && qos <= 2, "qos", qos + ": must be 0, 1 or 2");
    }

    private static void check(boolean isRight, String key, String message) {
        if (!isRight) {
            throw new IllegalArgumentException(key + ": " + message);
        }
    }

    /** One of them; the same seed and number say the same. */
    Speaker device(int number, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
        String own = topic.replace("{n}", Integer.toString(number));
        return new Speaker() {
            private double value = random.nextDouble(lowest, highest);

            @Override
            public Message next() {
                value = Math.clamp(value + (random.nextDouble() - 0.5) * 4 * (highest - lowest) / STEPS, lowest,
                        highest);
                String text = BigDecimal.valueOf(value).setScale(decimals, java.math.RoundingMode.HALF_UP)
                        .toPlainString();
                return new Message(own, text.getBytes(StandardCharsets.UTF_8), qos, retain);
            }

            @Override
            public long everyMillis() {
                return every.toMillis();
            }
        };
    }
}
