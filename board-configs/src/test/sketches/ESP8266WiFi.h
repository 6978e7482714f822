// ESP8266 and ESP32: once told, they join the network again by themselves.
#pragma once
#include "PosixWiFi.h"

enum { WIFI_STA = 1 };

struct WiFiClass {
  int status();
  void mode(int mode);
  void begin(const char *network, const char *password);
};
extern WiFiClass WiFi;
