// ESP32 DevKit, an MQTT client by itself. Copy secrets.h.example to secrets.h and fill it in.
// Board package: esp32 by Espressif Systems; board "ESP32 Dev Module". Library: Libellule (board-configs/arduino/Libellule).
// The topics and pins are described for the gateway in ../board.yaml: change both together.
#include <LibelluleWifi.h>
#include "secrets.h"

LibelluleWifi board("esp32-atelier", "maison/esp32-atelier/$etat"); // another name for each board, or they push each other out

float value() {
  return analogRead(34); // 0 to 4095 for about 0.1 to 3.2 V
}

void setup() {
  Serial.begin(115200);
  board.publishes("maison/atelier/valeur", value, 5, 0); // every 5 s, no decimals
  board.switches("ctrlled", "ctrlled/etat", 2, HIGH); // the blue LED on most boards
  board.begin(WIFI_SSID, WIFI_PASSWORD, MQTT_HOST, MQTT_PORT, MQTT_USER, MQTT_PASSWORD);
}

void loop() {
  board.turn(); // no delay() beside it: the board listens all the time
}
