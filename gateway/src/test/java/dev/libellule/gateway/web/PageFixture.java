package dev.libellule.gateway.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.libellule.gateway.Mosquitto;
import dev.libellule.gateway.broker.BrokerOptions.Credentials;
import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A headless Chromium on the page, a broker behind it and a house that publishes. After each test: no request left this
 * machine, and the page reported no error of its own.
 */
abstract class PageFixture {
    private static Playwright playwright;
    private static Browser browser;

    private final List<String> requests = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private BrowserContext context;
    private WebServer server;
    protected PageBroker broker;
    protected PahoHouse house;
    protected Page page;

    /** The broker behind the page: this one line says which. */
    protected PageBroker startBroker(Credentials credentials) {
        return PageBroker.ours(credentials);
    }

    @BeforeAll
    static void startBrowser() {
        Path chromium = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable).findFirst().orElse(null);
        if (chromium == null) {
            Mosquitto.requireTool("chromium", "chromium");
        }
        List<String> arguments = new ArrayList<>(
                List.of("--disable-background-networking", "--disable-component-update",
                        "--disable-sync", "--no-first-run", "--disable-gpu", "--disable-quic"));
        if (System.getProperty("user.name").equals("root")) {
            arguments.add("--no-sandbox");
        }
        playwright = Playwright
                .create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(chromium).setChromiumSandbox(false)
                        .setArgs(arguments));
        PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
    }

    @AfterAll
    static void stopBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void startBrokerAndHouse() throws Exception {
        use(startBroker(null));
        house = new PahoHouse(broker.mqttPort());
    }

    /** From here on the page is served for this broker. */
    protected void use(PageBroker chosen) {
        close();
        broker = chosen;
        server = new WebServer(PageSettings.defaults(broker.webSocketPort(), "0.1.0"));
        server.start(0);
    }

    @AfterEach
    void checkAndStop() throws Exception {
        if (context != null) {
            context.close();
        }
        if (house != null) {
            house.close();
        }
        close();
        for (String request : requests) {
            assertEquals("127.0.0.1", URI.create(request).getHost(), request);
        }
        assertTrue(errors.isEmpty(), () -> "the page reported " + errors);
    }

    private void close() {
        if (broker != null) {
            broker.close();
            server.close();
        }
    }

    protected static Browser.NewContextOptions desktop() {
        return new Browser.NewContextOptions().setLocale("fr-FR").setViewportSize(1280, 800);
    }

    protected static Browser.NewContextOptions phone() {
        return new Browser.NewContextOptions().setLocale("fr-FR").setViewportSize(360, 740).setHasTouch(true);
    }

    /** Opens the page; not yet connected. */
    protected void open(Browser.NewContextOptions options, String query) {
        newPage(options);
        page.navigate("http://127.0.0.1:" + server.port() + "/" + query);
    }

    /** Opens the page with a clock that the test can set, and waits as {@link #openConnected}. */
    protected void openWithClock(Browser.NewContextOptions options) {
        newPage(options);
        page.clock().install();
        page.navigate("http://127.0.0.1:" + server.port() + "/");
        awaitConnected();
    }

    private void newPage(Browser.NewContextOptions options) {
        context = browser.newContext(options);
        context.onRequest(request -> requests.add(request.url()));
        page = context.newPage();
        page.onWebSocket(socket -> requests.add(socket.url()));
        page.onPageError(error -> errors.add(error));
        page.onConsoleMessage(message -> {
            // Chromium itself reports a WebSocket that cannot be opened; the page says it in its own words
            if (message.type().equals("error") && !message.text().contains("WebSocket connection to")) {
                errors.add(message.text());
            }
        });
    }

    /** Opens the page and waits until it has its subscriptions: the broker's version has come. */
    protected void openConnected(Browser.NewContextOptions options) {
        open(options, "");
        awaitConnected();
    }

    protected void awaitConnected() {
        assertThat(page.locator("body")).hasAttribute("data-link", "connected");
        assertThat(page.locator("[data-fact=uptime]")).hasText(Pattern.compile("^\\d+"));
    }

    protected Locator signal(String topic) {
        return page.locator("[data-topic=\"" + topic + "\"]");
    }

    protected Locator value(String topic) {
        return signal(topic).locator(".value");
    }

    protected Locator lamp() {
        return page.locator("#lamp");
    }

    protected void screenshot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screenshots", name + ".png"))
                .setFullPage(true));
    }
}
