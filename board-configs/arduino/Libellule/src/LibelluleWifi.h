// A board with WiFi that speaks MQTT by itself: LibelluleNode, and what keeps it on the network. ESP8266, ESP32, and boards with a NINA
// module (Arduino MKR WiFi 1010, Uno WiFi Rev2), which need the library WiFiNINA.
#pragma once
#if defined(ARDUINO_ARCH_ESP8266)
#include <ESP8266WiFi.h>
#elif defined(ARDUINO_ARCH_ESP32)
#include <WiFi.h>
#else
#include <WiFiNINA.h>
#define LIBELLULE_NINA
#endif
#include "LibelluleNode.h"

class LibelluleWifi : public LibelluleNode {
public:
  LibelluleWifi(const char *id, const char *availabilityTopic) : LibelluleNode(id, availabilityTopic), isJoining(false), joinedAt(0) {}

  // Joins the network; turn() goes on to the broker.
  void begin(const char *newNetwork, const char *newWifiPassword, const char *host, uint16_t port, const char *user,
      const char *password) {
    network = newNetwork;
    wifiPassword = newWifiPassword;
    server(host, port, user, password);
#ifdef LIBELLULE_NINA
    WiFi.setTimeout(5000); // no try holds the sketch up for longer
#else
    WiFi.mode(WIFI_STA);
    WiFi.begin(network, wifiPassword); // it comes back by itself
#endif
    // A broker that does not answer holds the sketch up for no longer than 2 s
#if defined(ESP_ARDUINO_VERSION_MAJOR) && ESP_ARDUINO_VERSION_MAJOR >= 3
    tcp.setConnectionTimeout(2000);
#elif defined(ARDUINO_ARCH_ESP32)
    tcp.setTimeout(2); // in seconds, before version 3
#else
    tcp.setTimeout(2000);
#endif
  }

  // Does all there is to do. To be called again and again from loop(), with no delay() beside it.
  void turn() {
    if (WiFi.status() == WL_CONNECTED) {
      turnNode(tcp);
      return;
    }
#ifdef LIBELLULE_NINA
    if (!isJoining || millis() - joinedAt >= 15000) { // this module does not come back by itself
      WiFi.begin(network, wifiPassword);
      isJoining = true;
      joinedAt = millis();
    }
#endif
  }

private:
  WiFiClient tcp;
  const char *network, *wifiPassword;
  bool isJoining;
  unsigned long joinedAt;
};
