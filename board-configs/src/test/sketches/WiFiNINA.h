#pragma once
#include "Arduino.h"

struct WiFiNinaClass {
  int status();
  int begin(const char *network, const char *password);
  void setTimeout(unsigned long millis);
};
extern WiFiNinaClass WiFi;

class WiFiClient : public Client {};
