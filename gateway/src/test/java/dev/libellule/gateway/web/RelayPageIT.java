package dev.libellule.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.broker.LocalClient;
import dev.libellule.gateway.broker.LocalClientOptions;
import dev.libellule.gateway.broker.config.MosquittoConf;
import dev.libellule.gateway.relay.Relay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bridge on the page, while its upstream comes and goes. */
class RelayPageIT extends PageFixture {
    @TempDir
    Path folder;

    @Test
    void whatWaitsForAnUpstreamThatIsAwayIsSaid() throws Exception {
        try (Mosquitto upstream = Mosquitto.start(folder)) {
            Path conf = Files.writeString(folder.resolve("bridge.conf"),
                    "connection amont\naddress 127.0.0.1:%d\nrestart_timeout 1\ntopic up/# out 1\n"
                            .formatted(upstream.port()));
            try (Relay _ = Relay.start(MosquittoConf.parse(conf).bridges().getFirst(), broker.locals());
                    LocalClient board = broker.locals().connect(LocalClientOptions.clean("board"), _ -> {})) {
                openConnected(desktop());
                Locator relay = page.locator("#relays [data-name=amont]");
                assertThat(relay).hasAttribute("data-state", "on");
                assertThat(relay).containsText(Pattern.compile("relié depuis.* · 0 en attente · 0 envoyés"));
                upstream.stop();
                assertThat(relay).hasAttribute("data-state", "off");
                for (int i = 0; i < 3; i++) {
                    board.publish("up/a", new byte[]{'x'}, 1, false);
                }
                assertThat(relay).containsText(Pattern.compile(
                        "coupé depuis.* · 3 en attente · \\d+ octets · le plus ancien depuis .* · 0 envoyés · tient encore .*"
                                + "127.0.0.1:" + upstream.port() + " refuses the connection"));
                screenshot("relay-away");
                upstream.start();
                assertThat(relay).hasAttribute("data-state", "on");
                assertThat(relay).containsText(Pattern.compile("relié depuis.* · 0 en attente · 3 envoyés"));
            }
        }
    }
}
