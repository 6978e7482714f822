// What the sketches use of PubSubClient 2.8, declared as in its documentation.
#pragma once
#include "Arduino.h"

class PubSubClient {
public:
  explicit PubSubClient(Client &client);
  bool connect(const char *id, const char *user, const char *password, const char *willTopic, uint8_t willQos, bool willRetain,
               const char *willMessage);
  bool connected();
  bool loop();
  bool publish(const char *topic, const char *payload, bool retained = false);
  bool subscribe(const char *topic, uint8_t qos = 0);
  int state();
  PubSubClient &setServer(const char *host, uint16_t port);
  PubSubClient &setSocketTimeout(uint16_t seconds);
  PubSubClient &setCallback(void (*callback)(char *, uint8_t *, unsigned int));
};
