#include "LibelluleMqtt.h"

static const uint8_t CONNECT = 0x10, CONNACK = 0x20, PUBLISH = 0x30, PUBACK = 0x40, SUBSCRIBE = 0x82, PINGREQ = 0xC0; // 2.2.1
static const uint8_t RETAIN = 0x01;
static const uint8_t HAS_USER = 0x80, HAS_PASSWORD = 0x40, WILL_RETAIN = 0x20, WILL_QOS_1 = 0x08, HAS_WILL = 0x04, CLEAN = 0x02; // 3.1.2.3
static const uint8_t HEADER_ROOM = 3; // the type, and two bytes of Remaining Length
static const uint8_t DONE = 0xFF;
static const uint16_t KEEP_ALIVE_SECONDS = 20;
static const unsigned long PING_MILLIS = 10000;   // after so long without a packet sent, or without one received
static const unsigned long ANSWER_MILLIS = 5000;  // so long a CONNACK or PINGRESP is waited for

void LibelluleMqtt::begin(uint8_t type) {
  out[0] = type;
  length = HEADER_ROOM;
  isTooLong = false;
}

void LibelluleMqtt::add(uint8_t byte) {
  isTooLong = isTooLong || length == ROOM;
  if (!isTooLong) {
    out[length++] = byte;
  }
}

void LibelluleMqtt::add16(uint16_t number) {
  add((uint8_t) (number >> 8));
  add((uint8_t) number);
}

void LibelluleMqtt::add(const char *text) { // 1.5.3
  add16(strlen(text));
  while (*text) {
    add((uint8_t) *text++);
  }
}

bool LibelluleMqtt::send() {
  if (isTooLong) {
    return false;
  }
  uint16_t rest = length - HEADER_ROOM; // below 16384: two bytes say it, 2.2.3
  uint8_t *first = out;
  if (rest < 128) {
    first = out + 1;
    first[0] = out[0];
    first[1] = rest;
  } else {
    first[1] = (rest & 0x7F) | 0x80;
    first[2] = rest >> 7;
  }
  sentAt = millis();
  uint16_t bytes = out + length - first;
  if (tcp->write(first, bytes) != bytes) {
    close(0);
    return false;
  }
  return true;
}

void LibelluleMqtt::connect(Client &client, const char *host, uint16_t port, const Account &account) {
  tcp = &client;
  header = 0;
  if (!tcp->connect(host, port)) {
    close(0);
    return;
  }
  state = WAITS_FOR_CONNACK;
  ask(CONNECT); // 3.1
  add("MQTT");
  add((uint8_t) 4);
  add((uint8_t) (CLEAN | HAS_WILL | WILL_QOS_1 | WILL_RETAIN | (account.user ? HAS_USER : 0) | (account.password ? HAS_PASSWORD : 0)));
  add16(KEEP_ALIVE_SECONDS);
  add(account.id);
  add(account.willTopic);
  add(account.willPayload);
  if (account.user) {
    add(account.user);
  }
  if (account.password) {
    add(account.password);
  }
  if (!send() && state != CLOSED) {
    close(0);
  }
}

void LibelluleMqtt::subscribe(const char *filter) { // 3.8
  if (state != CONNECTED) {
    return;
  }
  begin(SUBSCRIBE);
  add16(1);
  add(filter);
  add((uint8_t) 1); // QoS
  send();
}

bool LibelluleMqtt::beginPublish(const char *topic, bool retained) { // 3.3
  if (state != CONNECTED) {
    return false;
  }
  begin(PUBLISH | (retained ? RETAIN : 0));
  add(topic);
  return true;
}

bool LibelluleMqtt::publish(const char *topic, const char *payload, bool retained) {
  if (!beginPublish(topic, retained)) {
    return false;
  }
  Payload(*this).print(payload);
  return send();
}

bool LibelluleMqtt::publish(const char *topic, float value, uint8_t decimals) {
  if (!beginPublish(topic, false)) {
    return false;
  }
  Payload(*this).print(value, decimals);
  return send();
}

void LibelluleMqtt::turnMqtt() {
  if (state == CLOSED) {
    return;
  }
  while (state != CLOSED && tcp->available() > 0) {
    receive(tcp->read());
  }
  if (state == CLOSED) {
    return;
  }
  unsigned long now = millis();
  if (!tcp->connected() || (isAsked && now - askedAt >= ANSWER_MILLIS)) {
    close(0);
  } else if (!isAsked && (now - sentAt >= PING_MILLIS || now - heardAt >= PING_MILLIS)) {
    ask(PINGREQ); // 3.12
    send();
  }
}

void LibelluleMqtt::ask(uint8_t type) {
  isAsked = true;
  askedAt = millis();
  begin(type);
}

void LibelluleMqtt::receive(uint8_t byte) {
  if (header == 0) {
    header = byte;
    remaining = 0;
    shift = 0;
    got = 0;
    return;
  }
  if (shift != DONE) { // Remaining Length, 2.2.3
    remaining |= (uint32_t) (byte & 0x7F) << shift;
    shift += 7;
    if (byte & 0x80) {
      if (shift > 21) {
        close(0);
      }
      return;
    }
    shift = DONE;
  } else {
    if (got < LONGEST_ARRIVAL) {
      in[got] = byte;
    }
    got++;
  }
  if (got == remaining) {
    heardAt = millis();
    isAsked = false;
    in[got < LONGEST_ARRIVAL ? got : LONGEST_ARRIVAL] = 0;
    obey();
    header = 0;
  }
}

void LibelluleMqtt::obey() {
  uint8_t type = header & 0xF0;
  if (state == WAITS_FOR_CONNACK) { // [MQTT-3.2.0-1]
    if (type != CONNACK || remaining != 2 || in[1] != 0) {
      close(type == CONNACK ? in[1] : 0);
      return;
    }
    state = CONNECTED;
    accepted();
  } else if (type == PUBLISH) {
    obeyPublish();
  }
}

void LibelluleMqtt::obeyPublish() { // 3.3
  uint8_t qos = header >> 1 & 3;
  uint16_t topicLength = (uint16_t) in[0] << 8 | in[1];
  uint32_t payload = 2UL + topicLength + (qos > 0 ? 2 : 0);
  if (remaining < payload || payload > LONGEST_ARRIVAL || qos > 1) {
    close(0);
    return;
  }
  if (qos == 1) { // 3.4
    begin(PUBACK);
    add(in[payload - 2]);
    add(in[payload - 1]);
    if (!send()) {
      return;
    }
  }
  if (remaining > LONGEST_ARRIVAL) {
    return; // no command is so long
  }
  memmove(in, in + 2, topicLength); // makes room for the 0 after it
  in[topicLength] = 0;
  arrived((const char *) in, (const char *) in + payload, header & RETAIN);
}

void LibelluleMqtt::close(uint8_t returnCode) {
  tcp->stop();
  header = 0;
  state = CLOSED;
  lost(returnCode);
}
