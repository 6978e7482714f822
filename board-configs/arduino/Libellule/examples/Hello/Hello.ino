// A board on a USB cable that says what it measures: the gateway needs no file for it, and makes topics of it by itself.
// Name it once with 'libellule boards adopt PORT NAME': the name stays in the EEPROM.
#include <Libellule.h>

Libellule board;

float temperature() { // a TMP36 at A0 gives 500 mV at 0 °C, and 10 mV more for each degree
  return analogRead(A0) * 0.48828 - 50;
}

void setup() {
  board.measures("T/°C/-40..125/1s", temperature); // name, unit, range, how often
  board.switches("led", LED_BUILTIN);
  Serial.begin(115200);
  board.begin(Serial);
}

void loop() {
  board.turn(); // no delay() beside it: the board listens all the time
}
