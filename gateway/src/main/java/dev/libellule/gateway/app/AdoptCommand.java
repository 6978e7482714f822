package dev.libellule.gateway.app;

import dev.libellule.gateway.serial.Adoption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code libellule boards adopt}: gives a name to a board that has none, such as a clone without a serial number. */
@Command(name = "adopt", mixinStandardHelpOptions = true, //
        description = "Give a name to a board on a serial line; its sketch keeps it in the EEPROM.")
final class AdoptCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PORT", description = "Path of the port; no gateway may have it open.")
    private Path port;

    @Parameters(index = "1", paramLabel = "NAME", description = "Small letters, digits and -, 20 at most: salon-uno.")
    private String name;

    @Option(names = "--baud", defaultValue = "115200", description = "Bits per second (${DEFAULT-VALUE}).")
    private int baud;

    @Option(names = "--rename", description = "Also if the board has another name already.")
    private boolean rename;

    @Override
    public Integer call() {
        if (!name.matches("[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?")) {
            throw new ParameterException(spec.commandLine(),
                    "'%s' is no name for a board: small letters, digits and -, 20 at most, such as salon-uno"
                            .formatted(name));
        }
        return switch (Adoption.adopt(port, baud, name, rename)) {
            case Adoption.Result.Adopted(String before) -> {
                spec.commandLine().getOut().println(before.equals(name)
                        ? "%s: the board is called '%s' already".formatted(port, name)
                        : "%s: the board is called '%s' now".formatted(port, name));
                yield Main.OK;
            }
            case Adoption.Result.Refused(String reason) -> {
                spec.commandLine().getErr().println("libellule boards adopt: " + reason);
                yield Main.FAILED;
            }
        };
    }
}
