package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.config.BridgeConfig;
import java.time.Duration;

/**
 * How a bridge is called on both sides.
 *
 * @param local its client identifier here
 * @param remote its client identifier there
 * @param localStateTopic null for no notification
 * @param remoteStateTopic null for no notification
 */
record Names(String local, String remote, String localStateTopic, String remoteStateTopic) {
    /** A message not acknowledged for so long means that the connection is deaf, whatever its socket says. */
    private static final Duration MAX_ACKNOWLEDGEMENT = Duration.ofSeconds(30);

    static Names of(BridgeConfig config) {
        BridgeConfig.Remote remote = config.remote();
        String remoteId = remote.clientId().isEmpty() ? config.name() + "." + HostName.get() : remote.clientId();
        String localId = config.local().clientId().isEmpty() ? "local." + remoteId : config.local().clientId();
        BridgeConfig.Notifications notifications = config.notifications();
        return new Names(localId, remoteId, stateTopic(notifications, config.name()),
                notifications.isLocalOnly() ? null : stateTopic(notifications, remoteId));
    }

    private static String stateTopic(BridgeConfig.Notifications notifications, String name) {
        if (!notifications.isOn()) {
            return null;
        }
        return notifications.topic().isEmpty()
                ? "$SYS/broker/connection/" + RelayReport.level(name) + "/state"
                : notifications.topic();
    }

    LinkPlan linkPlan(BridgeConfig config, TopicRules rules, String brokerId) {
        Duration timeout = config.way().userTimeout();
        Duration usual = config.remote().keepAlive().compareTo(MAX_ACKNOWLEDGEMENT) < 0
                ? config.remote().keepAlive()
                : MAX_ACKNOWLEDGEMENT;
        return new LinkPlan(remote, config.remote(), rules, remoteStateTopic, brokerId,
                timeout.isZero() ? usual : timeout);
    }
}
