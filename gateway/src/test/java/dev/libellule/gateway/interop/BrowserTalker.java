package dev.libellule.gateway.interop;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import dev.libellule.gateway.Peer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** MQTT.js in a headless Chromium: the very file that the page uses. */
final class BrowserTalker implements AutoCloseable {
    private static final Path MQTT_JS = Path.of("src", "main", "resources", "dev", "libellule", "gateway", "web",
            "vendor",
            "mqtt.min.js");
    private static final Path CONVERSATION = Path.of("src", "test", "resources", "interop", "mqtt.js");

    private Playwright playwright;
    private Page page;

    private void open() throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("--disable-background-networking", "--disable-component-update", "--disable-gpu",
                        "--ignore-certificate-errors")); // a browser's own authorities are not for tests to change
        if (System.getProperty("user.name").equals("root")) {
            arguments.add("--no-sandbox");
        }
        Path chromium = Peer.require("chromium", "chromium");
        playwright = Playwright
                .create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(chromium)
                .setChromiumSandbox(false).setArgs(arguments));
        page = browser.newPage();
        page.addScriptTag(new Page.AddScriptTagOptions().setContent(Files.readString(MQTT_JS)));
        page.addScriptTag(new Page.AddScriptTagOptions().setContent(Files.readString(CONVERSATION)));
    }

    String converse(String url, int version, String base) throws Exception {
        if (page == null) {
            open();
        }
        return (String) page.evaluate("([url, version, base]) => converse(mqtt, url, version, base, {})",
                List.of(url, version, base));
    }

    @Override
    public void close() {
        if (playwright != null) {
            playwright.close();
        }
    }
}
