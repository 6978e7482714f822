package dev.libellule.gateway.relay;

import dev.libellule.gateway.broker.BridgeOptions;
import dev.libellule.gateway.broker.BridgeSession;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.LocalClients;
import dev.libellule.gateway.broker.config.BridgeConfig;

/** The relay's side of the local broker: the session in which messages wait, and a client that says how the relay is doing. */
final class RelayLocal implements AutoCloseable {
    private final BridgeConfig config;
    private final Names names;
    private final TopicRules rules;
    private final LocalClients clients;
    private final Mailbox mailbox;
    private BridgeSession session;
    private LocalClient client;
    private RelayReport report;

    RelayLocal(BridgeConfig config, Names names, TopicRules rules, LocalClients clients, Mailbox mailbox) {
        this.config = config;
        this.names = names;
        this.rules = rules;
        this.clients = clients;
        this.mailbox = mailbox;
    }

    /** From now on messages are collected. */
    void open() {
        LocalClientOptions.Will will = names.localStateTopic() == null
                ? null
                : new LocalClientOptions.Will(names.localStateTopic(), new byte[]{'0'}, 1, true);
        client = clients.connect(new LocalClientOptions("relay." + names.local(), false, 20, true, will),
                delivery -> delivery.acknowledge());
        report = new RelayReport(client, config.name());
        notify('0');
        BridgeConfig.Local local = config.local();
        session = clients.bridge(new BridgeOptions(names.local(), !local.cleanSession(), rules.localFilters(),
                local.isLiveFirst(), local.latePerSecond()));
    }

    BridgeSession session() {
        return session;
    }

    /** {@code 1} or {@code 0}, retained. */
    void notify(char value) {
        if (names.localStateTopic() != null) {
            client.publishState(names.localStateTopic(), new byte[]{(byte) value});
        }
    }

    /** Asks the broker what waits; {@code then} runs on the relay's thread when that is known. */
    void askWaiting(RelayCounts counts, Runnable then) {
        session.execute(() -> {
            BridgeSession.Waiting waiting = session.waiting();
            mailbox.add(() -> {
                counts.setWaiting(waiting, System.nanoTime());
                then.run();
            });
        });
    }

    void report(RelayStatus status) {
        if (report != null) {
            report.publish(status);
        }
    }

    @Override
    public void close() {
        session.execute(session::close);
        client.close();
    }
}
