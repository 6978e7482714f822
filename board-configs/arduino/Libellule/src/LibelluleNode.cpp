#include "LibelluleNode.h"

static const unsigned long FIRST_RETRY_MILLIS = 2000; // doubles with each failure, up to the longest
static const unsigned long LONGEST_RETRY_MILLIS = 60000;

LibelluleNode::LibelluleNode(const char *id, const char *availabilityTopic)
    : host(NULL), port(0), count(0), commandTopic(NULL), stateTopic(NULL), isStarted(false), retryMillis(0), lostAt(0) {
  account = {id, NULL, NULL, availabilityTopic, "offline"};
}

void LibelluleNode::server(const char *newHost, uint16_t newPort, const char *user, const char *password) {
  host = newHost;
  port = newPort;
  account.user = user;
  account.password = password;
}

void LibelluleNode::publishes(const char *topic, float (*read)(), unsigned int seconds, uint8_t decimals) {
  if (count < MOST) {
    readings[count++] = {topic, read, decimals, seconds * 1000UL, 0};
  } else {
    Serial.println(F("more readings than the library holds; left out: see MOST in LibelluleNode.h"));
  }
}

void LibelluleNode::switches(const char *newCommandTopic, const char *newStateTopic, uint8_t newPin, uint8_t newOn) {
  commandTopic = newCommandTopic;
  stateTopic = newStateTopic;
  pin = newPin;
  on = newOn;
  drive(false); // before it becomes an output, so that it does not flash
  pinMode(pin, OUTPUT);
}

bool LibelluleNode::isOn() const {
  return digitalRead(pin) == on;
}

void LibelluleNode::drive(bool isOn) const {
  digitalWrite(pin, isOn == (on == HIGH) ? HIGH : LOW);
}

void LibelluleNode::turnNode(Client &tcp) {
  if (isConnected()) {
    publishDue();
  }
  turnMqtt();
  if (isClosed() && (!isStarted || millis() - lostAt >= retryMillis)) {
    isStarted = true;
    connect(tcp, host, port, account);
  }
}

void LibelluleNode::accepted() {
  Serial.println(F("connected"));
  retryMillis = 0;
  publish(account.willTopic, "online", true);
  if (commandTopic != NULL) {
    subscribe(commandTopic);
    publishState();
  }
  for (uint8_t i = 0; i < count; i++) {
    readings[i].publishedAt = millis() - readings[i].periodMillis; // due at once
  }
}

void LibelluleNode::lost(uint8_t returnCode) {
  lostAt = millis();
  retryMillis = retryMillis == 0 ? FIRST_RETRY_MILLIS
      : retryMillis * 2 < LONGEST_RETRY_MILLIS ? retryMillis * 2 : LONGEST_RETRY_MILLIS;
  if (returnCode == 0) {
    Serial.print(F("no connection to the broker"));
  } else {
    Serial.print(F("the broker does not let this board in: "));
    Serial.print(returnCode == REFUSED_PASSWORD || returnCode == REFUSED_RIGHTS ? F("wrong user or password, code ") : F("code "));
    Serial.print(returnCode);
  }
  Serial.print(F("; next try in "));
  Serial.print(retryMillis / 1000);
  Serial.println(F(" s"));
}

void LibelluleNode::arrived(const char *topic, const char *payload, bool retained) {
  if (commandTopic == NULL || strcmp(topic, commandTopic) != 0) {
    return;
  }
  if (retained) {
    Serial.println(F("a retained command is not obeyed: publish commands without -r"));
    return;
  }
  if (*payload && !obey(payload)) {
    Serial.print(F("command not understood: "));
    Serial.println(payload);
  }
  publishState(); // as it was measured, even if nothing changed
}

bool LibelluleNode::obey(const char *word) {
  if (!strcasecmp(word, "1") || !strcasecmp(word, "on") || !strcasecmp(word, "true")) {
    drive(true);
  } else if (!strcasecmp(word, "0") || !strcasecmp(word, "off") || !strcasecmp(word, "false")) {
    drive(false);
  } else if (!strcasecmp(word, "toggle")) {
    drive(!isOn());
  } else {
    return false;
  }
  return true;
}

void LibelluleNode::publishState() {
  publish(stateTopic, isOn() ? "1" : "0", true);
}

void LibelluleNode::publishDue() {
  for (uint8_t i = 0; i < count; i++) {
    Reading &reading = readings[i];
    if (millis() - reading.publishedAt < reading.periodMillis) {
      continue;
    }
    reading.publishedAt = millis();
    float value = reading.read();
    if (value == value) { // not NAN
      publish(reading.topic, value, reading.decimals);
    }
  }
}
