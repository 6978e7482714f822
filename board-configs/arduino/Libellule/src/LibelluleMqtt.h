// MQTT 3.1.1 for one board: a will, one subscription; publishes at QoS 0, receives at 0 and 1. Tells which messages were retained.
// Allocates no memory, waits for nothing but the TCP connection. Section numbers are those of OASIS MQTT 3.1.1.
#pragma once
#include <Arduino.h>
#include <Client.h>

class LibelluleMqtt {
public:
  struct Account {
    const char *id, *user, *password;       // user and password: NULL for none
    const char *willTopic, *willPayload;    // retained
  };

  bool isConnected() const {
    return state == CONNECTED;
  }

  // False if it does not fit into the buffer, or is not connected.
  bool publish(const char *topic, const char *payload, bool retained = false);
  bool publish(const char *topic, float value, uint8_t decimals);

protected:
  static const uint8_t REFUSED_PASSWORD = 4, REFUSED_RIGHTS = 5; // 3.2.2.3

  LibelluleMqtt() : tcp(NULL), state(CLOSED) {}

  bool isClosed() const {
    return state == CLOSED;
  }

  // Begins a connection; accepted() or lost() follows.
  void connect(Client &tcp, const char *host, uint16_t port, const Account &account);
  void subscribe(const char *filter);
  void turnMqtt();

  virtual void accepted() = 0;
  // returnCode: of the server that did not accept, 3.2.2.3; 0 if the connection was lost or never there
  virtual void lost(uint8_t returnCode) = 0;
  virtual void arrived(const char *topic, const char *payload, bool retained) = 0;

private:
  static const uint16_t ROOM = 200, LONGEST_ARRIVAL = 128;
  // What is printed is the payload
  class Payload : public Print {
  public:
    explicit Payload(LibelluleMqtt &mqtt) : mqtt(mqtt) {}
    size_t write(uint8_t byte) {
      mqtt.add(byte);
      return 1;
    }
    using Print::write;

  private:
    LibelluleMqtt &mqtt;
  };

  enum State { CLOSED, WAITS_FOR_CONNACK, CONNECTED };

  void begin(uint8_t type);
  bool beginPublish(const char *topic, bool retained);
  void ask(uint8_t type);
  void add(uint8_t byte);
  void add16(uint16_t number);
  void add(const char *text);
  bool send();
  void receive(uint8_t byte);
  void obey();
  void obeyPublish();
  void close(uint8_t returnCode);

  Client *tcp;
  State state;
  uint8_t out[ROOM];
  uint16_t length;
  bool isTooLong;
  unsigned long sentAt, heardAt, askedAt;
  bool isAsked; // with a CONNECT or a PINGREQ

  uint8_t header; // of the packet that is arriving; 0: none
  uint32_t remaining;
  uint8_t shift; // of the next byte of the Remaining Length; DONE when it is known
  uint32_t got;
  uint8_t in[LONGEST_ARRIVAL + 1]; // one more for the 0 that ends a text in C
};
