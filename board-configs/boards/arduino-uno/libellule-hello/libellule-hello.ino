// A board that says who it is and what it measures: the gateway needs no file for it.
// Its name is kept in the EEPROM; 'libellule boards adopt PORT NAME' gives it one. Each line ends in a check sum.
#include <EEPROM.h>
#include <util/crc16.h>

const int LED = 13, SENSOR = A0;
char line[61], name[21];
byte length = 0;
unsigned long printedAt = 0;

unsigned int sumOf(const char *text) {
  unsigned int crc = 0xFFFF;
  while (*text) crc = _crc_xmodem_update(crc, *text++);
  return crc;
}

void say(const char *text) {
  char sum[8];
  sprintf(sum, "*%04X\n", sumOf(text));
  Serial.print(text);
  Serial.print(sum);
}

void hello() {
  char text[100];
  EEPROM.get(0, name); // an empty EEPROM is all 0xFF
  sprintf(text, "@%s fw=1.0.0 len=60 crc T/°C/-40..125/1s led/bool/w", name[0] == '\xFF' ? "?" : name);
  say(text);
}

void obey() { // "!led 1 #17*5AB3": a word, a value, the number of the command, a check sum
  char *sum = strrchr(line, '*');
  if (sum != NULL) *sum++ = 0;
  if (sum != NULL && strtoul(sum, NULL, 16) != sumOf(line)) return;
  if (strcmp(line, "?") == 0) return hello();
  char word[8], value[21], answer[60], number[12] = "";
  if (sscanf(line, "!%7s %20s %11s", word, value, number) < 2) return;
  if (strcmp(word, "id") == 0) {
    strcpy(name, value);
    EEPROM.put(0, name);
  } else if (strcmp(word, "led") != 0) return;
  else if (value[0] != '?') digitalWrite(LED, value[0] == '1');
  sprintf(answer, "=%s %s %s", word, word[0] == 'i' ? name : digitalRead(LED) ? "1" : "0", number);
  say(answer);
}

void setup() {
  pinMode(LED, OUTPUT);
  Serial.begin(115200);
  hello();
}

void loop() {
  while (Serial.available() > 0) {
    char c = Serial.read();
    if (c != '\n' && length < 60) line[length++] = c;
    if (c != '\n') continue;
    line[length] = 0;
    length = 0;
    obey();
  }
  if (millis() - printedAt >= 1000) { // not delay(): the board listens all the time
    printedAt += 1000;
    char text[12], number[8];
    dtostrf(analogRead(SENSOR) * 0.48828 - 50, 1, 1, number); // a TMP36: 10 mV a degree, 500 mV at 0
    sprintf(text, "T:%s", number);
    say(text);
  }
}
