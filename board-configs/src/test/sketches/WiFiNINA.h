// Boards with a NINA module: each time the network was gone they are to be told again.
#pragma once
#include "PosixWiFi.h"

struct WiFiClass {
  int status();
  int begin(const char *network, const char *password);
  void setTimeout(unsigned long millis);
};
extern WiFiClass WiFi;
