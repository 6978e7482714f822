// Arduino MKR WiFi 1010, an MQTT client by itself. Copy secrets.h.example to secrets.h and fill it in.
// Board package: Arduino SAMD Boards; board "Arduino MKR WiFi 1010". Libraries: Libellule (board-configs/arduino/Libellule), WiFiNINA.
// The topics and pins are described for the gateway in ../board.yaml: change both together.
#include <LibelluleWifi.h>
#include "secrets.h"

LibelluleWifi board("mkr-serre", "maison/mkr-serre/$etat"); // another name for each board, or they push each other out

float value() {
  return analogRead(A1); // 0 to 1023 for 0 to 3.3 V
}

void setup() {
  Serial.begin(115200);
  board.publishes("maison/serre/valeur", value, 5, 0); // every 5 s, no decimals
  board.switches("ctrlled", "ctrlled/etat", LED_BUILTIN, HIGH); // on the board, pin 6
  board.begin(WIFI_SSID, WIFI_PASSWORD, MQTT_HOST, MQTT_PORT, MQTT_USER, MQTT_PASSWORD);
}

void loop() {
  board.turn(); // no delay() beside it: the board listens all the time
}
