package dev.libellule.gateway.app;

import java.util.List;
import java.util.Map;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands of {@code libellule}, read by picocli. To add a command, add its class to the list. */
@Command(name = "libellule", description = "An MQTT stack for homes, schools and workshops.", //
        mixinStandardHelpOptions = true, versionProvider = VersionLines.class)
public final class Main implements Runnable {
    private static final List<Class<?>> COMMANDS = List.of( //
            DemoCommand.class,
            GatewayCommand.class,
            BoardsCommand.class,
            ChipCommand.class,
            SerialCommand.class,
            NodeCommand.class,
            SimulateCommand.class,
            RehearseCommand.class,
            RecordCommand.class,
            ReplayCommand.class,
            BrokerCommand.class,
            PasswdCommand.class,
            PubCommand.class,
            SubCommand.class,
            RrCommand.class,
            StatusCommand.class,
            LedgerCommand.class,
            StoreCommand.class,
            WarmUpCommand.class,
            GenerateCompletion.class);

    /** The command did what it was asked. */
    public static final int OK = 0;
    /** Something could not start or go on; the message says what and why. */
    public static final int FAILED = 1;
    /** The command line itself was wrong. */
    public static final int WRONG_USAGE = 2;
    /** A configuration file was wrong; the messages say where. */
    public static final int WRONG_CONFIGURATION = 3;

    @Spec
    private CommandSpec spec;

    /** Runs a command and ends the process with its status. */
    public static void main(String[] args) {
        System.exit(execute(commandLine(args), args));
    }

    /** Runs a command, with the flags of its options file before those given. */
    static int execute(CommandLine commandLine, String... args) {
        try {
            return commandLine.execute(OptionsFile.expand(commandLine, args, System.getenv()));
        } catch (ParameterException e) {
            return wrongUsage(e, args);
        }
    }

    /** The command line with all commands. */
    static CommandLine commandLine() {
        return commandLine(COMMANDS);
    }

    /** The command line for some arguments: with the command they name alone, because a model of all takes longer than a start should. */
    static CommandLine commandLine(String... args) {
        return commandLine(COMMANDS.stream().filter(command -> command != GenerateCompletion.class) // which lists all
                .filter(command -> args.length > 0 && args[0].equals(nameOf(command)))
                .findFirst().map(List::<Class<?>>of).orElse(COMMANDS));
    }

    private static String nameOf(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    private static CommandLine commandLine(List<Class<?>> commands) {
        CommandLine commandLine = new CommandLine(new Main());
        commands.forEach(commandLine::addSubcommand);
        commandLine.setExecutionExceptionHandler(Main::failed);
        commandLine.setParameterExceptionHandler(Main::wrongUsage);
        commandLine.setExpandAtFiles(false); // -m @home is no file, and -F '@@' is what Mosquitto's users write
        for (CommandLine command : commandLine.getSubcommands().values()) {
            if (command.getCommand() instanceof MosquittoTool) {
                command.setOverwrittenOptionsAllowed(true); // the last one counts
                command.setAllowOptionsAsOptionParameters(true); // -m -t publishes "-t"
            }
        }
        if (commandLine.getSubcommands().get(nameOf(GenerateCompletion.class)) instanceof CommandLine completion) {
            completion.getCommandSpec().usageMessage().hidden(true);
        }
        return commandLine;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(),
                "Which command? Give one of: " + String.join(", ", commands()));
    }

    private List<String> commands() {
        return spec.subcommands().entrySet().stream()
                .filter(command -> !command.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey).toList();
    }

    /** One line and where to read more, rather than the whole help. */
    private static int wrongUsage(ParameterException cause, String[] arguments) {
        CommandLine command = cause.getCommandLine();
        boolean isTwoPayloads = cause instanceof MutuallyExclusiveArgsException
                || cause instanceof MaxValuesExceededException;
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": "
                + (isTwoPayloads ? PayloadFlags.ONE_ONLY : cause.getMessage()));
        if (!UnmatchedArgumentException.printSuggestions(cause, command.getErr())) {
            command.getErr().println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        }
        return command.getCommand() instanceof MosquittoTool ? FAILED : WRONG_USAGE;
    }

    private static int failed(Exception cause, CommandLine command, CommandLine.ParseResult parsed) {
        return Failure.tell(cause, command.getCommandSpec().qualifiedName(), command.getErr());
    }
}
