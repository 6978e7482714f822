// More than Hello: two readings, a relay, an output that is a function of the sketch, and a message when something happens.
#include <Libellule.h>

const uint8_t RELAY = 7; // for the pump; this one is on when its pin is low

Libellule board("serre-uno");
bool isAlarm, isLit;
unsigned long blinkedAt;

float temperature() { // a TMP36 at A0
  return analogRead(A0) * 0.48828 - 50;
}

float moisture() { // of the soil, at A1: 0 to 100 percent
  return analogRead(A1) / 10.23;
}

void setAlarm(bool on) {
  isAlarm = on;
}

bool getAlarm() {
  return isAlarm;
}

void setup() {
  board.measures("T/°C/-40..125/1s", temperature);
  board.measures("soil/%/0..100/1min", moisture);
  board.says("light/bool");
  board.switches("pump", RELAY, LOW);
  board.switches("alarm", setAlarm, getAlarm);
  pinMode(LED_BUILTIN, OUTPUT);
  Serial.begin(115200);
  board.begin(Serial);
}

void loop() {
  board.turn();
  if (millis() - blinkedAt >= 250) { // not delay(), which would make it deaf
    blinkedAt = millis();
    digitalWrite(LED_BUILTIN, isAlarm && !digitalRead(LED_BUILTIN) ? HIGH : LOW);
  }
  bool isLitNow = analogRead(A2) > 512; // a light sensor
  if (isLitNow != isLit) {
    isLit = isLitNow;
    board.say("light", isLit, 0);
  }
}
