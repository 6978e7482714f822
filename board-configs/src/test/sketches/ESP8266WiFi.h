// ESP8266 and ESP32 share this part of their WiFi libraries.
#pragma once
#include "Arduino.h"

struct WiFiClass {
  int status();
  void mode(int mode);
  void begin(const char *network, const char *password);
};
extern WiFiClass WiFi;

class WiFiClient : public Client {};
