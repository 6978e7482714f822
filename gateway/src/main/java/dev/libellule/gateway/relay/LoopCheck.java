package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.BridgeTopic;
import java.util.List;

/**
 * Finds bridges that would send messages round for ever: what one line sends out another brings in, under a name that is sent out again.
 *
 * <p>One line with direction {@code both} is no loop: No Local keeps what a bridge published itself from coming back to it. Rounds through
 * other brokers are not seen from here; {@link Hops} ends those.
 */
final class LoopCheck {
    /** What has gone round so often goes round for ever. */
    private static final int ROUNDS = 4;

    private LoopCheck() {}

    /** @throws RelayException showing both lines */
    static void check(List<BridgeConfig> bridges) {
        for (BridgeConfig sender : bridges) {
            for (BridgeConfig receiver : bridges) {
                if (sender == receiver || sender.addresses().stream().anyMatch(receiver.addresses()::contains)) {
                    check(sender, receiver);
                }
            }
        }
    }

    private static void check(BridgeConfig sender, BridgeConfig receiver) {
        for (BridgeTopic out : sender.topics()) {
            for (BridgeTopic in : receiver.topics()) {
                if (out != in && out.direction().isOut() && in.direction().isIn() && goesRound(out, in)) {
                    throw new RelayException(message(out, in), null);
                }
            }
        }
    }

    /** Follows the topics that may go out, as a filter: there, back under their new names, and out again. */
    private static boolean goesRound(BridgeTopic out, BridgeTopic in) {
        String here = out.localFilter();
        for (int round = 0; round < ROUNDS && here != null; round++) {
            String there = Filters.intersection(
                    renamed(here, out.localPrefix(), out.remotePrefix()), in.remoteFilter());
            here = there == null
                    ? null
                    : Filters.intersection(renamed(there, in.remotePrefix(), in.localPrefix()), out.localFilter());
        }
        return here != null;
    }

    /** All topics of a filter begin with the prefix; {@code a/#} with {@code a/} also has the topic {@code a}, which is shorter. */
    private static String renamed(String filter, String from, String to) {
        return to + filter.substring(Math.min(from.length(), filter.length()));
    }

    private static String message(BridgeTopic out, BridgeTopic in) {
        return """
                Error: Bridge topics overlap in both directions; messages would go round in a loop.
                  %s: %s
                  %s: %s
                The first sends %s out as %s, the second brings %s in as %s. Make one pattern narrower, use other prefixes, \
                or write one line with direction both."""
                .formatted(out.origin(), out.origin().text(), in.origin(),
                        in.origin().text(), out.localFilter(), out.remoteFilter(), in.remoteFilter(), in.localFilter());
    }
}
