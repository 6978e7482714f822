// Arduino MKR WiFi 1010, an MQTT client by itself. Copy secrets.h.example to secrets.h and fill it in.
// Board package: Arduino SAMD Boards; board "Arduino MKR WiFi 1010"; library: WiFiNINA. Library: PubSubClient 2.8.
//
// What is special about this board stands up here; it is described for the gateway in ../board.yaml: change both together.

#include <WiFiNINA.h>
#include "secrets.h"

#define BASE "maison"
#define PLACE "serre"
#define BOARD "mkr-serre" // Client Identifier: another one for each board, or they push each other out

const uint8_t LED_PIN = LED_BUILTIN; // on the board, pin 6
const bool LIT_WHEN_HIGH = true;
const uint8_t VALUE_PIN = A1; // 0 to 1023 for 0 to 3.3 V
const uint16_t ANSWER_SECONDS = 2; // a broker that does not answer holds the sketch up for no longer than this

WiFiClient tcp;
unsigned long joinedAt; // 0: not yet

void startWifi() {
  WiFi.setTimeout(5000); // no try holds the sketch up for longer
}

void keepWifi() { // this module does not come back by itself
  if (joinedAt == 0 || millis() - joinedAt >= 15000) {
    WiFi.begin(WIFI_SSID, WIFI_PASSWORD);
    joinedAt = millis();
  }
}

// ---------- From here to the end the same for each WiFi board ----------
// Publishes VALUE_PIN on <BASE>/<PLACE>/valeur every 5 s. Obeys ctrlled (1 or 0, ON or OFF, true or false, TOGGLE) with
// its LED and answers each command on ctrlled/etat with the level read back from the pin. Says online or offline on
// <BASE>/<BOARD>/$etat.

#include <PubSubClient.h>

const char VALUE_TOPIC[] = BASE "/" PLACE "/valeur";
const char COMMAND_TOPIC[] = "ctrlled";
const char STATE_TOPIC[] = "ctrlled/etat";
const char AVAILABILITY_TOPIC[] = BASE "/" BOARD "/$etat";

const unsigned long PUBLISH_MILLIS = 5000;
const unsigned long FIRST_RETRY_MILLIS = 2000; // doubles with each failure, up to the longest
const unsigned long LONGEST_RETRY_MILLIS = 60000;

// PubSubClient does not tell whether a message was retained. A retained command arrives right after subscribing, and would
// switch the LED again after each reconnection: so commands of this time are answered, not obeyed.
const unsigned long DEAF_MILLIS = 500;

PubSubClient mqtt(tcp);

unsigned long publishedAt;
unsigned long attemptedAt;
unsigned long subscribedAt;
unsigned long retryMillis; // 0: at once

bool isLit() {
  return (digitalRead(LED_PIN) == HIGH) == LIT_WHEN_HIGH;
}

void light(bool on) {
  digitalWrite(LED_PIN, on == LIT_WHEN_HIGH ? HIGH : LOW);
}

void publishState() {
  mqtt.publish(STATE_TOPIC, isLit() ? "1" : "0", true);
}

// Obeys one command; says whether it was understood.
bool obey(const char *word) {
  if (!strcasecmp(word, "1") || !strcasecmp(word, "on") || !strcasecmp(word, "true")) {
    light(true);
  } else if (!strcasecmp(word, "0") || !strcasecmp(word, "off") || !strcasecmp(word, "false")) {
    light(false);
  } else if (!strcasecmp(word, "toggle")) {
    light(!isLit());
  } else {
    return false;
  }
  return true;
}

// Called by mqtt.loop(). Topic and payload lie in the buffer that publish() overwrites: read them first.
void onMessage(char *topic, uint8_t *payload, unsigned int length) {
  char word[8]; // the longest is TOGGLE
  unsigned int kept = length < sizeof word ? length : sizeof word - 1;
  memcpy(word, payload, kept);
  word[kept] = 0;
  if (strcmp(topic, COMMAND_TOPIC) != 0) {
    return;
  }
  if (millis() - subscribedAt < DEAF_MILLIS) {
    Serial.println(F("command right after subscribing: retained, so not obeyed"));
  } else if (length > 0 && (kept != length || !obey(word))) { // an empty message only asks for the state
    Serial.print(F("command not understood: "));
    Serial.println(word);
  }
  publishState(); // the measured state, even if nothing changed
}

// Tries once to connect, if it is time to. Never waits for the next try.
void connectIfTime() {
  if (millis() - attemptedAt < retryMillis) {
    return;
  }
  bool accepted = mqtt.connect(BOARD, MQTT_USER, MQTT_PASSWORD, AVAILABILITY_TOPIC, 1, true, "offline");
  attemptedAt = millis();
  if (!accepted) {
    retryMillis = retryMillis == 0 ? FIRST_RETRY_MILLIS : min(retryMillis * 2, LONGEST_RETRY_MILLIS);
    Serial.print(F("broker not reached, state ")); // 4 or 5: wrong user or password; below 0: no network
    Serial.println(mqtt.state());
    return;
  }
  Serial.println(F("connected"));
  retryMillis = 0;
  mqtt.publish(AVAILABILITY_TOPIC, "online", true);
  mqtt.subscribe(COMMAND_TOPIC, 1);
  subscribedAt = millis();
  publishState();
}

void publishValue() {
  char text[8];
  snprintf(text, sizeof text, "%d", analogRead(VALUE_PIN));
  mqtt.publish(VALUE_TOPIC, text);
}

void setup() {
  light(false); // before it becomes an output, so that the LED does not flash
  pinMode(LED_PIN, OUTPUT);
  Serial.begin(115200);
  Serial.println();
  startWifi();
  mqtt.setServer(MQTT_HOST, MQTT_PORT);
  mqtt.setSocketTimeout(ANSWER_SECONDS);
  mqtt.setCallback(onMessage);
}

void loop() {
  if (WiFi.status() != WL_CONNECTED) {
    keepWifi();
    return;
  }
  if (!mqtt.connected()) {
    connectIfTime();
    return;
  }
  mqtt.loop();
  if (millis() - publishedAt >= PUBLISH_MILLIS) {
    publishedAt = millis();
    publishValue();
  }
}
