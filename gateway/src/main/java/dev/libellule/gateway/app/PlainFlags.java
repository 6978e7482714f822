package dev.libellule.gateway.app;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiPredicate;

/**
 * The usual flags of {@code broker} and {@code gateway}, read without picocli, because to load it takes a quarter of their start and some
 * megabytes for good. All that is not plainly right is left to picocli: help, rarer flags, mistakes and what is said about them.
 */
final class PlainFlags {
    private PlainFlags() {}

    /** The service that the arguments name, with its flags set; null when picocli has to read them. */
    static Callable<Integer> service(String... args) {
        BrokerCommand broker = new BrokerCommand();
        GatewayCommand gateway = new GatewayCommand();
        return switch (args.length == 0 ? "" : args[0]) {
            case "broker" -> areTaken(args, broker::take) ? broker : null;
            case "gateway" -> areTaken(args, gateway::take) ? gateway : null;
            default -> null;
        };
    }

    private static boolean areTaken(String[] args, BiPredicate<String, List<String>> flags) {
        Set<String> seen = new HashSet<>();
        int at = 1;
        while (at < args.length) {
            String flag = args[at++];
            int first = at;
            while (at < args.length && !args[at].isEmpty() && !args[at].startsWith("-")) {
                at++;
            }
            try {
                if (!seen.add(flag) || !flags.test(flag, Arrays.asList(args).subList(first, at))) {
                    return false;
                }
            } catch (IllegalArgumentException e) { // no number, no path
                return false;
            }
        }
        return true;
    }
}
