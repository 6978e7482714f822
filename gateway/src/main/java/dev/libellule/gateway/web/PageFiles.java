package dev.libellule.gateway.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that the page consists of, by path. What is not in this list does not exist: there is no path to climb out of.
 * Each is read at its first request, so that starting the gateway costs nothing.
 */
final class PageFiles {
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("index.html", "text/html; charset=utf-8"),
            Map.entry("style.css", CSS),
            Map.entry("app.js", JAVASCRIPT),
            Map.entry("chart.js", JAVASCRIPT),
            Map.entry("dom.js", JAVASCRIPT),
            Map.entry("house.js", JAVASCRIPT),
            Map.entry("lamp.js", JAVASCRIPT),
            Map.entry("link.js", JAVASCRIPT),
            Map.entry("payload.js", JAVASCRIPT),
            Map.entry("rooms.js", JAVASCRIPT),
            Map.entry("system.js", JAVASCRIPT),
            Map.entry("texts.js", JAVASCRIPT),
            Map.entry("favicon.svg", "image/svg+xml"),
            Map.entry("manifest.webmanifest", "application/manifest+json"),
            Map.entry("vendor/mqtt.min.js", JAVASCRIPT),
            Map.entry("vendor/mqtt.LICENSE.md", TEXT),
            Map.entry("vendor/mqtt.bundled-licences.txt", TEXT),
            Map.entry("vendor/uPlot.iife.min.js", JAVASCRIPT),
            Map.entry("vendor/uPlot.min.css", CSS),
            Map.entry("vendor/uPlot.LICENSE", TEXT));

    private final Map<String, Asset> read = new ConcurrentHashMap<>();
    private final Asset config;

    PageFiles(PageSettings settings) {
        try {
            config = Asset.of("application/json", new ObjectMapper().writeValueAsBytes(settings));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("page: config.json cannot be written", e);
        }
    }

    /**
     * @param path of the request, beginning with a slash, without its query
     * @return null if there is no such file
     */
    Asset find(String path) {
        if (path.equals("/config.json")) {
            return config;
        }
        String name = path.equals("/") ? "index.html" : path.substring(1);
        String type = TYPES.get(name);
        return type == null ? null : read.computeIfAbsent(name, key -> Asset.read(key, type));
    }
}
