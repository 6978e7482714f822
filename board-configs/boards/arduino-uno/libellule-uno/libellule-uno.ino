// Arduino Uno on a USB cable, as board.yaml one folder up describes it: a temperature each second, and the LED on the board.
// Needs the library Libellule: copy board-configs/arduino/Libellule into the folder 'libraries' of your sketchbook.
#include <Libellule.h>

Libellule board("salon-uno");

// A TMP36 gives 500 mV at 0 °C and 10 mV more for each degree. The mean of 16 readings is calmer than one.
float temperature() {
  long sum = 0;
  for (uint8_t i = 0; i < 16; i++) {
    sum += analogRead(A0); // 0 to 1023 for 0 to 5 V
  }
  return sum / 16.0 * 500 / 1024 - 50;
}

void setup() {
  board.measures("T/°C/-40..125/1s", temperature);
  board.switches("led", LED_BUILTIN);
  Serial.begin(115200);
  board.begin(Serial);
}

void loop() {
  board.turn();
  board.rest();
}
