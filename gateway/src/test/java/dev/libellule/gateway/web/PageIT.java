package dev.libellule.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, as somebody sees it who opens it. */
class PageIT extends PageFixture {
    @Test
    void aValueChangesWithItsUnit() throws Exception {
        openConnected(desktop());
        house.publish("maison/salon/temp", "21.5");
        assertThat(value("maison/salon/temp")).hasText("21,5");
        assertThat(signal("maison/salon/temp").locator(".unit")).hasText("°C");
        assertThat(page.locator("[data-place=salon] h3")).hasText("Salon");
        house.publish("maison/salon/temp", "22.0");
        assertThat(value("maison/salon/temp")).hasText("22,0");
        house.publish("maison/1er étage/température", "19.8");
        assertThat(value("maison/1er étage/température")).hasText("19,8");
        assertThat(page.locator("[data-place='1er étage'] h3")).hasText("1er étage");
        house.publish("maison/cuisine/valeur", "23");
        assertThat(value("maison/cuisine/valeur")).hasText("23");
        assertThat(signal("maison/cuisine/valeur").locator(".unit")).isEmpty();
        assertThat(signal("maison/salon/temp").locator("canvas")).isVisible();
    }

    @Test
    void jsonBesideAValueTellsItsUnitAndQuality() throws Exception {
        openConnected(desktop());
        house.publish("maison/cuisine/valeur", "480");
        house.publish("maison/cuisine/valeur/json", "{\"v\":480,\"u\":\"ppm\",\"ts\":1760000000123,\"q\":\"bad\"}");
        assertThat(signal("maison/cuisine/valeur").locator(".unit")).hasText("ppm");
        assertThat(signal("maison/cuisine/valeur")).hasAttribute("data-freshness", "stale");
        assertThat(page.locator(".signal")).hasCount(1);
    }

    @Test
    void ageTicksAndALateValueIsStale() throws Exception {
        openWithClock(desktop());
        long start = ((Number) page.evaluate("Date.now()")).longValue();
        for (int i = 0; i < 4; i++) {
            page.clock().setSystemTime(start + i * 10_000L);
            house.publish("maison/salon/temp", "21." + i);
            assertThat(value("maison/salon/temp")).hasText("21," + i);
        }
        Locator age = signal("maison/salon/temp").locator(".age");
        assertThat(age).hasText(Pattern.compile("^il y a \\d\u00a0s$"));
        String first = age.textContent();
        assertThat(age).not().hasText(first);
        assertThat(age).hasText(Pattern.compile("^il y a \\d+\u00a0s$"));
        assertThat(signal("maison/salon/temp")).hasAttribute("data-freshness", "fresh");
        page.clock().setSystemTime(start + 30_000 + 40_000);
        assertThat(signal("maison/salon/temp")).hasAttribute("data-freshness", "stale");
        assertThat(age)
                .hasText(Pattern.compile("^ancienne · il y a [4-6]\\d\u00a0s · d’habitude toutes les \\d+\u00a0s$"));
        assertThat(page.locator("#summary")).hasText("1 valeur n’est pas à jour, sur 1");
    }

    @Test
    void aRetainedValueDoesNotLookAlive() throws Exception {
        house.retain("maison/salon/temp", "17.0");
        openConnected(desktop());
        assertThat(value("maison/salon/temp")).hasText("17,0");
        assertThat(signal("maison/salon/temp")).hasAttribute("data-freshness", "unknown");
        house.publish("maison/salon/temp", "17.1");
        assertThat(signal("maison/salon/temp")).hasAttribute("data-freshness", "fresh");
    }

    @Test
    void aClickSwitchesTheLamp() throws Exception {
        house.hearLamp(true);
        openConnected(desktop());
        assertThat(lamp()).hasAttribute("data-confirmed", "unknown");
        lamp().locator("button").click();
        assertEquals("1 qos1", house.nextCommand());
        assertThat(lamp()).hasAttribute("data-confirmed", "on");
        assertThat(lamp().locator(".lamp-state")).hasText("Allumée");
        assertThat(lamp().locator("button")).hasAttribute("aria-checked", "true");
        assertThat(lamp().locator(".lamp-note")).hasText(Pattern.compile("^Confirmé"));
        lamp().locator("button").focus();
        page.keyboard().press("Space");
        assertEquals("0 qos1", house.nextCommand());
        assertThat(lamp()).hasAttribute("data-confirmed", "off");
        assertThat(lamp().locator(".warning")).isHidden();
    }

    @Test
    void aLampThatDoesNotConfirmIsSaid() throws Exception {
        house.hearLamp(false);
        house.retain("ctrlled/etat", "0");
        openWithClock(desktop());
        long start = ((Number) page.evaluate("Date.now()")).longValue() + 1000;
        page.clock().setFixedTime(start); // timers run on; what they see of the time is ours to say
        assertThat(lamp()).hasAttribute("data-confirmed", "off");
        lamp().locator("button").click();
        assertEquals("1 qos1", house.nextCommand());
        assertThat(lamp()).hasAttribute("data-requested", "on");
        assertThat(lamp().locator(".lamp-note")).hasText(Pattern.compile("^Demandé\u00a0: allumer.*en attente"));
        page.clock().setFixedTime(start + 2_900);
        assertThat(lamp().locator(".lamp-note")).containsText("il y a 2\u00a0s");
        assertThat(lamp().locator(".warning")).isHidden();
        page.clock().setFixedTime(start + 3_000);
        assertThat(lamp().locator(".warning")).containsText("Pas de confirmation sur ctrlled/etat");
        assertThat(lamp()).hasAttribute("data-confirmed", "off");
        screenshot("lamp-unconfirmed");
        house.retain("ctrlled/etat", "1");
        assertThat(lamp()).hasAttribute("data-confirmed", "on");
        assertThat(lamp().locator(".warning")).isHidden();
    }

    @Test
    void aLampWithoutABoardIsSaid() {
        openConnected(desktop());
        lamp().locator("button").click();
        assertThat(lamp().locator(".warning")).containsText("Personne n’écoute ctrlled");
    }

    @Test
    void boardsAndRelaysAreListed() throws Exception {
        house.retain("maison/salon-uno/$etat", "online");
        house.retain("passerelle/pi1/etat", "online");
        openConnected(desktop());
        Locator uno = page.locator("#boards [data-name=salon-uno]");
        assertThat(uno).hasAttribute("data-state", "on");
        assertThat(uno).containsText("en ligne depuis au moins");
        house.retain("maison/salon-uno/$etat", "offline");
        assertThat(uno).hasAttribute("data-state", "off");
        assertThat(uno).containsText("hors ligne depuis");
        assertThat(page.locator("#boards [data-name=pi1]")).containsText("passerelle");
        house.publish("passerelle/pi1/sante",
                "{\"uptime_s\":61,\"relais\":[{\"nom\":\"serveur\",\"etat\":\"online\",\"file\":12}]}");
        Locator relay = page.locator("#relays [data-name=serveur]");
        assertThat(relay).containsText("relié");
        assertThat(relay).containsText("12 en attente");
        assertThat(page.locator("[data-fact=clients]")).hasText("2");
    }

    @Test
    void whatTheDiskWasGivenAndHowLongACardLastsIsShown(@TempDir Path folder) {
        use(PageBroker.ours(null, folder.resolve("libellule.db")));
        openConnected(desktop());
        Locator disk = page.locator("[data-fact=disk]");
        assertThat(disk).containsText("écrits aujourd’hui");
        assertThat(disk).containsText("à ce rythme, la carte dure");
        assertThat(disk).hasAttribute("title", Pattern.compile("libellule_card_endurance"));
    }

    @Test
    void stateOfABridgeOfMosquittoIsShown(@TempDir Path folder, @TempDir Path upstreamFolder) {
        try (PageBroker upstream = PageBroker.mosquitto(upstreamFolder)) {
            use(PageBroker.mosquitto(folder, "connection maison-vers-serveur",
                    "address 127.0.0.1:" + upstream.mqttPort(),
                    "topic maison/# out 1 \"\" site37/", "restart_timeout 1", "notifications_local_only true"));
            openConnected(desktop());
            Locator relay = page.locator("#relays .thing");
            assertThat(relay).hasAttribute("data-state", "on");
            assertThat(page.locator("[data-fact=version]")).containsText("mosquitto");
            upstream.stop();
            assertThat(relay).hasAttribute("data-state", "off");
        }
    }

    @Test
    void aPhoneDoesNotScrollSideways() throws Exception {
        openConnected(phone());
        house.publish("maison/salon/temp", "21.5");
        house.publish("maison/" + "x".repeat(300) + "/" + "température".repeat(20),
                "1234567890123456789012345678901234567890");
        house.publish("maison/" + "long ".repeat(40) + "/etat", "mot".repeat(200));
        house.retain("maison/" + "carte-".repeat(20) + "/$etat", "online");
        lamp().locator("button").click();
        assertThat(page.locator(".signal")).hasCount(3);
        assertThat(lamp().locator(".warning")).isVisible();
        assertThat(page.locator("#boards .thing")).hasCount(1);
        assertEquals(360, page.evaluate("document.documentElement.scrollWidth"));
        broker.stop();
        assertThat(page.locator("#problem")).isVisible();
        assertEquals(360, page.evaluate("document.documentElement.scrollWidth"));
    }

    @Test
    void speaksFrenchAndEnglish() throws Exception {
        openConnected(desktop());
        house.publish("maison/salon/temp", "21.5");
        assertThat(signal("maison/salon/temp").locator(".name")).hasText("Température");
        assertThat(page.locator("html")).hasAttribute("lang", "fr");
        page.locator("[data-language=en]").click();
        assertThat(signal("maison/salon/temp").locator(".name")).hasText("Temperature");
        assertThat(value("maison/salon/temp")).hasText("21.5");
        assertThat(page.locator("html")).hasAttribute("lang", "en");
        page.reload();
        assertThat(page.locator("#link-text")).hasText("Connected"); // remembered
        page.close();
        openConnected(desktop().setLocale("de-DE"));
        assertThat(page.locator("#link-text")).hasText("Connected"); // neither: English
    }

    @Test
    void everyTextIsThereInBothLanguages() {
        openConnected(desktop());
        String script = """
                async () => {
                  const {TEXTS} = await import('/texts.js');
                  const [french, english] = [Object.keys(TEXTS.fr), Object.keys(TEXTS.en)];
                  const alone = french.filter((key) => !(key in TEXTS.en)).concat(english.filter((key) => !(key in TEXTS.fr)));
                  return french.length < 50 ? 'only ' + french : alone.join();
                }""";
        assertEquals("", page.evaluate(script));
    }

    @Test
    void comesBackByItselfWhenTheBrokerDoes() throws Exception {
        openConnected(desktop());
        house.publish("maison/salon/temp", "21.5");
        assertThat(value("maison/salon/temp")).hasText("21,5");
        broker.stop();
        assertThat(page.locator("#problem-text"))
                .hasText(Pattern.compile("La liaison avec le broker .* est coupée|ne répond pas"));
        assertThat(page.locator("#link-text")).hasText("Déconnecté");
        assertThat(lamp().locator("button")).hasAttribute("aria-disabled", "true");
        assertThat(page.locator("#problem-text"))
                .containsText("ne répond pas à l’adresse ws://127.0.0.1:" + broker.webSocketPort());
        assertThat(value("maison/salon/temp")).hasText("21,5");
        screenshot("broker-away");
        lamp().locator("button").click(new Locator.ClickOptions().setForce(true)); // must not be kept for later
        broker.start();
        awaitConnected();
        assertThat(page.locator("#problem")).isHidden();
        try (PahoHouse after = new PahoHouse(broker.mqttPort())) {
            after.hearLamp(true);
            after.publish("maison/salon/temp", "20.9");
            assertThat(value("maison/salon/temp")).hasText("20,9");
            lamp().locator("button").click();
            assertEquals("1 qos1", after.nextCommand());
            assertThat(lamp()).hasAttribute("data-confirmed", "on");
        }
    }

    @Test
    void asksForNameAndPassword() {
        byte[] right = "mot2passe".getBytes(StandardCharsets.UTF_8);
        use(startBroker((user, password) -> user.equals("sondes") && Arrays.equals(password, right)));
        open(desktop(), "");
        assertThat(page.locator("#login")).isVisible();
        assertThat(page.locator("#login-why")).containsText("demande un nom et un mot de passe");
        page.locator("#login-user").fill("sondes");
        page.locator("#login-password").fill("wrong");
        page.keyboard().press("Enter");
        assertThat(page.locator("#login-why")).containsText("n’accepte pas ce nom");
        screenshot("login");
        page.locator("#login-password").fill("mot2passe");
        page.keyboard().press("Enter");
        awaitConnected();
        assertThat(page.locator("#login")).isHidden();
        page.reload();
        awaitConnected();
        assertEquals(false, page.evaluate("JSON.stringify(localStorage).includes('mot2passe')"));
    }

    @Test
    void hostileTopicsAndPayloadsAreText() throws Exception {
        openConnected(desktop());
        String evil = "<img src=x onerror=window.evil=1>";
        house.publish("maison/" + evil + "/temp", "<script>window.evil=1</script>");
        house.publish("maison/__proto__/constructor", "{\"v\":{\"__proto__\":{\"x\":1}}}");
        house.publish("maison/salon/json/json", "{\"v\":null,\"u\":\"" + evil + "\"}");
        house.publish("maison/salon/octets", new byte[]{(byte) 0xff, 0, 1, 2, 3, 4, 5, 6, 7, 8}, false);
        house.publish("maison/salon/long", "é".repeat(100_000).getBytes(StandardCharsets.UTF_8), false);
        house.publish("maison//", "vide");
        house.publish("passerelle/pi1/sante", "{\"relais\":[null,7,{\"nom\":7},{\"nom\":\"x\",\"etat\":{}}]}");
        house.publish("ctrlled/etat", "peut-être");
        assertThat(value("maison/salon/octets")).hasText("ff 00 01 02 03 04 05 06 … (10 octets, pas du texte)");
        assertThat(value("maison/salon/long")).hasText("é".repeat(59) + "…");
        assertThat(value("maison//")).hasText("vide");
        assertThat(page.locator("[data-place*=img] .value")).hasText("<script>window.evil=1</script>");
        assertThat(page.locator("[data-place*=img] h3")).hasText(evil);
        assertThat(page.locator("main img, main script")).hasCount(0);
        assertEquals(null, page.evaluate("window.evil ?? null"));
        assertThat(lamp()).hasAttribute("data-confirmed", "unknown");
    }

    @Test
    void keepsSomeHundredSignalsAndStaysQuick() throws Exception {
        openConnected(desktop());
        for (int i = 0; i < 320; i++) {
            house.publish("maison/piece" + i % 20 + "/signal" + i, "1." + i);
        }
        assertThat(page.locator("#more"))
                .hasText("20 autres sujets ne sont pas affichés\u00a0: la page s’arrête à 300.");
        assertThat(page.locator(".signal")).hasCount(300);
        long before = System.nanoTime();
        house.publish("maison/piece0/signal0", "7");
        assertThat(value("maison/piece0/signal0")).hasText("7");
        assertTrue(System.nanoTime() - before < 3_000_000_000L, "shown within 3 s");
    }

    @Test
    void takesAnotherBrokerFromItsAddress() throws Exception {
        try (PageBroker other = startBroker(null); PahoHouse there = new PahoHouse(other.mqttPort())) {
            open(desktop(), "?ws=ws://127.0.0.1:" + other.webSocketPort() + "/mqtt");
            awaitConnected();
            there.publish("maison/salon/temp", "12.5");
            assertThat(value("maison/salon/temp")).hasText("12,5");
        }
    }

    @Test
    void anAddressThatIsNoBrokerIsSaid() {
        open(desktop(), "?ws=http://127.0.0.1/");
        assertThat(page.locator("#problem-text")).containsText("doit commencer par ws:// ou wss://");
    }

    @Test
    void looksGoodInAPicture() throws Exception {
        house.retain("maison/salon-uno/$etat", "online");
        house.retain("maison/garage-esp/$etat", "offline");
        house.retain("passerelle/pi1/etat", "online");
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            String suffix = scheme.name().toLowerCase(Locale.ROOT);
            openWithClock(desktop().setColorScheme(scheme).setLocale(scheme == ColorScheme.LIGHT ? "en-GB" : "fr-FR"));
            halfAnHour();
            screenshot("desktop-" + suffix);
            if (scheme == ColorScheme.LIGHT) { // docs/images/page.png is a copy
                page.setViewportSize(1280, 840);
                page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", "page.png")));
            }
            page.setViewportSize(360, 740);
            screenshot("phone-" + suffix);
            assertEquals(360, page.evaluate("document.documentElement.scrollWidth"));
            page.close();
        }
    }

    /** Publishes what a house says in half an hour, moving the clock of the browser along. */
    private void halfAnHour() throws Exception {
        long start = ((Number) page.evaluate("Date.now()")).longValue();
        for (int i = 0; i <= 120; i++) {
            double hour = i / 120.0;
            page.clock().setSystemTime(start + i * 15_000L);
            say("maison/salon/temp", 21.2 + 0.9 * Math.sin(hour * 5) + 0.05 * (i % 3));
            say("maison/salon/hum", 44 - 3 * Math.sin(hour * 4) + 0.2 * (i % 2));
            say("maison/chambre/temp", 18.4 + 0.6 * hour + 0.04 * (i % 4));
            say("maison/1er étage/température", 19.8 - 0.7 * hour * hour + 0.05 * (i % 2));
            say("maison/cuisine/temp", 20.4 + 0.5 * Math.cos(hour * 6) + 0.05 * (i % 2));
            say("maison/jardin/temp", 12.1 - 1.6 * hour);
            say("maison/jardin/pression", 1013.2 + 0.8 * Math.cos(hour * 3));
            if (i < 80) { // then its board falls silent
                say("maison/garage/valeur", 23 + i / 30);
            }
            String state = i == 120 ? "1" : "0";
            house.publish("ctrlled/etat", state);
            assertThat(lamp()).hasAttribute("data-confirmed", i == 120 ? "on" : "off");
        }
        house.publish("passerelle/pi1/sante",
                "{\"uptime_s\":61,\"relais\":[{\"nom\":\"serveur\",\"etat\":\"online\",\"file\":0}]}");
        assertThat(page.locator("#relays .thing")).hasCount(1);
        assertThat(signal("maison/garage/valeur")).hasAttribute("data-freshness", "stale");
        page.clock().runFor(2_500); // the charts' own rhythm
    }

    private void say(String topic, double value) throws Exception {
        house.publish(topic, String.format(Locale.ROOT, topic.endsWith("valeur") ? "%.0f" : "%.1f", value));
    }
}
