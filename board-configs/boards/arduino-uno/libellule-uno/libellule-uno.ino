// Arduino Uno on a USB cable: prints a temperature each second and switches its LED when it is told to.
//
//   board prints    T:22.5             the temperature, in degrees Celsius
//   board obeys     !led 1 #17         command number 17: LED on (0: off, ?: leave it)
//   board answers   =led 1 #17         the pin as it was read back, and the number of the command
//   on ? and at the start              @salon-uno fw=0.1.0 ...     says what it is
//
// One line is one message, at 115200 bit/s. Needs no library. Wiring and all lines: README.md, one folder up.

#include <avr/sleep.h>

const char HELLO[] = "@salon-uno fw=0.1.0 len=60 T/°C/-40..125/1s led/bool/w";

const uint8_t LED = 13;         // on the board
const uint8_t TEMPERATURE = A0; // a TMP36
const unsigned long PERIOD_MILLIS = 1000;
const uint8_t LONGEST_LINE = 60;

char line[LONGEST_LINE + 1]; // what has come of a line; one more for the 0 that ends a text in C
uint8_t length = 0;
bool isSpoilt = false; // garbage or too long: nothing counts until the next line begins
unsigned long printedAt = 0;

// A TMP36 gives 500 mV at 0 °C and 10 mV more for each degree: so one millivolt is a tenth of a degree.
int tenthsOfDegrees() {
  long sum = 0;
  for (uint8_t i = 0; i < 16; i++) { // the mean of 16 readings is calmer than one
    sum += analogRead(TEMPERATURE);  // 0 to 1023 for 0 to 5 V
  }
  return (sum * 5000 + 16 * 512L) / (16 * 1024L) - 500;
}

void printTemperature() {
  int tenths = tenthsOfDegrees();
  Serial.print("T:");
  if (tenths < 0) {
    Serial.print('-');
    tenths = -tenths;
  }
  Serial.print(tenths / 10);
  Serial.print('.');
  Serial.println(tenths % 10);
}

// Takes a line apart at its blanks: "!led 1 #17" is a word, a value and a number.
void obey() {
  if (strcmp(line, "?") == 0) {
    Serial.println(HELLO);
    return;
  }
  const char *word = strtok(line, " ");
  const char *value = strtok(NULL, " ");
  const char *number = strtok(NULL, " ");
  if (word == NULL || value == NULL || strcmp(word, "!led") != 0) {
    return; // not for us
  }
  if (strcmp(value, "1") == 0) {
    digitalWrite(LED, HIGH);
  } else if (strcmp(value, "0") == 0) {
    digitalWrite(LED, LOW);
  } else if (strcmp(value, "?") != 0) {
    return;
  }
  Serial.print("=led ");
  Serial.print(digitalRead(LED));
  if (number != NULL) {
    Serial.print(' ');
    Serial.print(number);
  }
  Serial.println();
}

// Takes one character; a line feed ends the line.
void receive(char c) {
  if (c == '\n') {
    line[length] = 0;
    if (!isSpoilt && length > 0) {
      obey();
    }
    length = 0;
    isSpoilt = false;
  } else if (c < ' ' || c > '~' || length == LONGEST_LINE) {
    isSpoilt = isSpoilt || c != '\r'; // some programs end a line with \r\n
  } else {
    line[length++] = c;
  }
}

void setup() {
  pinMode(LED, OUTPUT);
  Serial.begin(115200);
  Serial.println(HELLO);
}

void loop() {
  while (Serial.available() > 0) {
    receive(Serial.read());
  }
  if (millis() - printedAt >= PERIOD_MILLIS) { // not delay(): the board listens all the time
    printedAt += PERIOD_MILLIS;
    printTemperature();
  }
  set_sleep_mode(SLEEP_MODE_IDLE);
  sleep_mode(); // rest until a character comes or the clock ticks, which it does each millisecond
}
