package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.config.BridgeConfig;
import dev.libellule.gateway.broker.config.BridgeTopic;
import java.util.List;

/**
 * Finds bridges that would send messages round for ever: one line sends out what another line brings in, here and there.
 *
 * <p>One line with direction {@code both} is no loop: No Local keeps what a bridge published itself from coming back to it.
 */
final class LoopCheck {
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
                if (out != in && out.direction().isOut() && in.direction().isIn()
                        && Filters.overlap(out.localFilter(), in.localFilter())
                        && Filters.overlap(out.remoteFilter(), in.remoteFilter())) {
                    throw new RelayException(message(out, in), null);
                }
            }
        }
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
