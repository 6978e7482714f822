// A board that speaks MQTT by itself, whatever its network: publishes readings, obeys commands on one topic for one output, says that
// it is there, and comes back after an outage.
#pragma once
#include "LibelluleMqtt.h"

class LibelluleNode : public LibelluleMqtt {
public:
  static const uint8_t MOST = 8; // readings

  // id  Client Identifier: another one for each board, or they push each other out
  // availabilityTopic  online or offline, retained
  LibelluleNode(const char *id, const char *availabilityTopic);

  // Publishes a reading every so many seconds; NAN is no reading, and is not published.
  void publishes(const char *topic, float (*read)(), unsigned int seconds, uint8_t decimals = 1);

  // Switches a pin that is lit, or on, when it is high or low, by 1 or 0, ON or OFF, true or false, TOGGLE. Each command is answered on
  // the other topic with the level read back from the pin; an empty one only asks. A retained command is history, and not obeyed.
  void switches(const char *commandTopic, const char *stateTopic, uint8_t pin, uint8_t on = HIGH);

protected:
  void server(const char *host, uint16_t port, const char *user, const char *password);
  // Called again and again while there is a network.
  void turnNode(Client &tcp);

private:
  struct Reading {
    const char *topic;
    float (*read)();
    uint8_t decimals;
    unsigned long periodMillis, publishedAt;
  };

  void accepted();
  void lost(uint8_t returnCode);
  void arrived(const char *topic, const char *payload, bool retained);
  bool obey(const char *word);
  bool isOn() const;
  void drive(bool isOn) const;
  void publishState();
  void publishDue();

  Account account;
  const char *host;
  uint16_t port;
  Reading readings[MOST];
  uint8_t count;
  const char *commandTopic, *stateTopic; // NULL: nothing is switched
  uint8_t pin, on;
  bool isStarted; // it has tried to connect
  unsigned long retryMillis, lostAt;
};
