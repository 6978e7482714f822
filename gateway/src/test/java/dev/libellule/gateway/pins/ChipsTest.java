package dev.libellule.gateway.pins;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.libellule.boards.Chips;
import dev.libellule.boards.Chips.ChipQuantity;
import dev.libellule.boards.OutputPart;
import dev.libellule.device.node.Quantity;
import dev.libellule.sensors.Catalogue;
import dev.libellule.sensors.chip.Chip;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What board files say of a chip, and what its driver says of itself, are the same. */
class ChipsTest {
    /** Chips of board files that are not in the catalogue: inputs, which a {@code Button} watches. */
    private static final Chips.Attached WITHOUT_DRIVER = Chips.Attached.INPUT;

    static List<Chip> catalogue() {
        return List.copyOf(Catalogue.byName().values());
    }

    @Test
    void bothKnowTheSameChips() {
        assertEquals(Chips.byName().values().stream().filter(chip -> chip.attached() != WITHOUT_DRIVER)
                .map(Chips.Chip::name).sorted().toList(), Catalogue.byName().keySet().stream().sorted().toList());
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void areAtTheSamePlacesWithTheSameSettings(Chip chip) {
        Chips.Chip written = Chips.byName().get(chip.name());
        assertEquals(chip.attached().name(), written.attached().name());
        assertEquals(chip.addresses(), written.addresses());
        assertEquals(chip.pins(), written.pins());
        assertEquals(
                chip.settings().stream()
                        .map(setting -> new Chips.ChipSetting(setting.name(), setting.standard(), setting.minimum(),
                                setting.maximum()))
                        .toList(),
                List.copyOf(written.settings().values()));
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void measureOrActTheSame(Chip chip) {
        Chips.Chip written = Chips.byName().get(chip.name());
        switch (chip.role()) {
            case Chip.Role.Measures(int shortestMillis, _, List<Quantity> quantities) -> {
                assertEquals(Duration.ofMillis(shortestMillis), written.shortest(), "shortest");
                assertTrue(written.every().compareTo(written.shortest()) >= 0, "every is below shortest");
                assertEquals(quantities.stream().map(Quantity::name).toList(),
                        List.copyOf(written.quantities().keySet()));
                quantities.forEach(quantity -> same(quantity, written.quantities().get(quantity.name())));
            }
            case Chip.Role.Acts(int channels, _, var kinds) -> {
                assertEquals(channels, written.channels(), "channels");
                assertEquals(kinds.stream().map(Enum::name).toList(),
                        written.kinds().stream().map(OutputPart.Kind::name).toList());
                assertEquals(Map.of(), written.quantities());
            }
        }
    }

    private static void same(Quantity quantity, ChipQuantity written) {
        assertEquals(quantity.unit(), written.unit(), quantity.name());
        assertTrue(written.decimals() <= quantity.decimals(),
                quantity.name() + ": more decimals than the driver gives");
        assertEquals(0, decimal(quantity.minimum(), quantity).compareTo(written.range().minimum()),
                quantity.name() + ": minimum");
        assertEquals(0, decimal(quantity.maximum(), quantity).compareTo(written.range().maximum()),
                quantity.name() + ": maximum");
    }

    private static BigDecimal decimal(int value, Quantity quantity) {
        return BigDecimal.valueOf(value, quantity.decimals());
    }

    @Test
    void settingsAreNotTheWordsOfOtherKeys() {
        Set<String> taken = Set.of("chip", "bus", "address", "select", "id", "channel", "every", "signals", "name",
                "topic", "state", "on", "off", "start", "exit", "as", "command");
        assertEquals(Set.of(),
                catalogue().stream().flatMap(chip -> chip.settings().stream()).map(setting -> setting.name())
                        .filter(taken::contains).collect(Collectors.toSet()));
    }
}
