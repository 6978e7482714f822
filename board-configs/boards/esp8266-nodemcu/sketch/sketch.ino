// NodeMCU with ESP8266, an MQTT client by itself. Copy secrets.h.example to secrets.h and fill it in.
// Board package: esp8266 by ESP8266 Community; board "NodeMCU 1.0 (ESP-12E Module)". Library: Libellule (board-configs/arduino/Libellule).
// The topics and pins are described for the gateway in ../board.yaml: change both together.
#include <LibelluleWifi.h>
#include "secrets.h"

LibelluleWifi board("nodemcu-cuisine", "maison/nodemcu-cuisine/$etat"); // another name for each board, or they push each other out

float value() {
  return analogRead(A0); // 0 to 1023 for 0 to 3.3 V, through the divider of the board
}

void setup() {
  Serial.begin(115200);
  board.publishes("maison/cuisine/valeur", value, 5, 0); // every 5 s, no decimals
  board.switches("ctrlled", "ctrlled/etat", LED_BUILTIN, LOW); // the blue LED, lit when low: GPIO 2 on most, GPIO 16 on some
  board.begin(WIFI_SSID, WIFI_PASSWORD, MQTT_HOST, MQTT_PORT, MQTT_USER, MQTT_PASSWORD);
}

void loop() {
  board.turn(); // no delay() beside it: the board listens all the time
}
