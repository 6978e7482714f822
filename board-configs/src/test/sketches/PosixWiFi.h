// The part that the WiFi libraries of all boards have, on a PC: the network comes and goes by order, the connections are real sockets.
#pragma once
#include "Client.h"

enum { WL_IDLE_STATUS = 0, WL_CONNECTED = 3 };

class WiFiClient : public Client {
public:
  WiFiClient() : socket(-1) {}
  int connect(const char *host, uint16_t port);
  size_t write(const uint8_t *bytes, size_t count);
  int available();
  int read();
  void stop();
  uint8_t connected();
  void setTimeout(unsigned long timeout);

private:
  int socket;
};

bool hasNetwork();
