#include "Libellule.h"

#ifdef __AVR__
#include <avr/eeprom.h>
#include <avr/sleep.h>
#endif

static const char FIRMWARE[] = "1.0.0";
static const unsigned long USUAL_PERIOD_MILLIS = 1000;

static uint16_t sumOf(uint16_t sum, uint8_t c) {
  sum ^= (uint16_t) c << 8;
  for (uint8_t bit = 0; bit < 8; bit++) {
    sum = sum & 0x8000 ? sum << 1 ^ 0x1021 : sum << 1;
  }
  return sum;
}

size_t Libellule::Sealed::write(uint8_t c) {
  sum = sumOf(sum, c);
  return line.write(c);
}

void Libellule::Sealed::end() {
  char text[7] = "*0000\n";
  for (uint8_t i = 4; i > 0; i--, sum >>= 4) {
    text[i] = "0123456789ABCDEF"[sum & 0xF];
  }
  line.write((const uint8_t *) text, 6);
}

// The last part of "T/°C/-40..125/1s"
static unsigned long periodOf(const char *what) {
  const char *last = strrchr(what, '/');
  if (last == NULL || !isdigit((uint8_t) last[1])) {
    return USUAL_PERIOD_MILLIS;
  }
  char *unit;
  unsigned long number = strtoul(last + 1, &unit, 10);
  return strcmp(unit, "ms") == 0 ? number
      : strcmp(unit, "s") == 0 ? number * 1000
      : strcmp(unit, "min") == 0 ? number * 60000
      : strcmp(unit, "h") == 0 ? number * 3600000
      : USUAL_PERIOD_MILLIS;
}

static bool isRight(const char *text, const char *seal) {
  uint16_t sum = 0xFFFF;
  while (*text) {
    sum = sumOf(sum, *text++);
  }
  char *end;
  return strtoul(seal, &end, 16) == sum && end == seal + 4 && *end == 0;
}

static bool isNumber(const char *text) {
  return *text && text[strspn(text, "0123456789")] == 0;
}

static bool isName(const char *text) {
  for (const char *c = text; *c; c++) {
    if (!isalnum((uint8_t) *c) && *c != '-' && *c != '_') {
      return false;
    }
  }
  return text[0] != 0;
}

Libellule::Libellule(const char *name)
    : stream(NULL), fixedName(name), measureCount(0), outputCount(0), isTooMuch(false), length(0), uncredited(0), isSpoilt(false), isSealed(false) {}

void Libellule::measures(const char *what, float (*read)(), uint8_t decimals) {
  isTooMuch = isTooMuch || measureCount == MOST;
  if (measureCount < MOST) {
    measured[measureCount++] = {what, read, decimals, periodOf(what), millis()};
  }
}

void Libellule::says(const char *what) {
  measures(what, NULL);
}

void Libellule::switches(const char *name, uint8_t pin, uint8_t on) {
  Output output = {name, NULL, NULL, pin, on};
  output.drive(false); // before it becomes an output, so that it does not flash
  pinMode(pin, OUTPUT);
  add(output);
}

void Libellule::switches(const char *name, void (*set)(bool), bool (*get)()) {
  add({name, set, get, 0, 0});
}

void Libellule::add(const Output &output) {
  isTooMuch = isTooMuch || outputCount == MOST;
  if (outputCount < MOST) {
    outputs[outputCount++] = output;
  }
}

void Libellule::Output::drive(bool isOn) const {
  if (set != NULL) {
    set(isOn);
  } else {
    digitalWrite(pin, isOn == (on == HIGH) ? HIGH : LOW);
  }
}

bool Libellule::Output::isOn() const {
  return get == NULL ? digitalRead(pin) == on : get();
}

void Libellule::begin(Stream &line) {
  stream = &line;
#ifdef __AVR__
  eeprom_read_block(name, 0, LONGEST_NAME);
#else
  name[0] = 0;
#endif
  name[LONGEST_NAME] = 0;
  if (fixedName == NULL && !isName(name)) { // an empty EEPROM is all 0xFF
    strcpy(name, "?");
  }
  hello();
}

void Libellule::hello() {
  uncredited = 0; // a hello says that there is room for a whole line
  isSealed = false;
  Sealed out(*stream);
  out.print('@');
  out.print(fixedName == NULL ? name : fixedName);
  out.print(F(" fw="));
  out.print(FIRMWARE);
  out.print(F(" len="));
  out.print(LONGEST_LINE);
  out.print(F(" crc credit"));
  for (uint8_t i = 0; i < measureCount; i++) {
    out.print(' ');
    out.print(measured[i].what);
  }
  for (uint8_t i = 0; i < outputCount; i++) {
    out.print(' ');
    out.print(outputs[i].name);
    out.print(F("/bool/w"));
  }
  out.end();
  if (isTooMuch) {
    stream->print(F("more measures or outputs than the library holds; the last ones are left out: see MOST in Libellule.h\n"));
  }
}

void Libellule::say(const char *name, float value, uint8_t decimals) {
  if (value != value) {
    return; // NAN
  }
  Sealed out(*stream);
  while (*name && *name != '/') {
    out.print(*name++);
  }
  out.print(':');
  out.print(value, decimals);
  out.end();
}

void Libellule::turn() {
  while (stream->available() > 0) {
    receive(stream->read());
  }
  for (uint8_t i = 0; i < measureCount; i++) {
    Measure &measure = measured[i];
    unsigned long late = millis() - measure.saidAt;
    if (measure.read != NULL && late >= measure.periodMillis) {
      measure.saidAt += late < 2 * measure.periodMillis ? measure.periodMillis : late; // what was missed is not made up for
      say(measure.what, measure.read(), measure.decimals);
    }
  }
}

void Libellule::receive(char c) {
  uncredited += uncredited < 255;
  if (c == '\n') {
    text[length] = 0;
    if (!isSpoilt && length > 0) {
      obey();
    }
    length = 0;
    isSpoilt = false;
  } else if (c < ' ' || c > '~' || length == LONGEST_LINE) {
    isSpoilt = isSpoilt || c != '\r'; // some programs end a line with \r\n
  } else {
    text[length++] = c;
  }
}

// "!led 1 #17*5AB3": a word, a value, the number of the command, a check sum; without the last two if a person types it
void Libellule::obey() {
  char *seal = strrchr(text, '*');
  if (seal != NULL) {
    *seal++ = 0;
    if (!isRight(text, seal)) {
      return;
    }
    isSealed = true;
    credit(); // whoever seals has read that this board gives it; before the answer, which says that all has been read
  }
  if (strcmp(text, "?") == 0) {
    hello();
  } else if (text[0] == '!' && isSealed == (seal != NULL)) { // who seals, seals each
    command(text + 1);
  }
}

void Libellule::credit() {
  Sealed out(*stream);
  out.print('+');
  out.print(uncredited);
  out.end();
  uncredited = 0;
}

template <typename Value> void Libellule::answer(const char *word, Value value, const char *number) {
  Sealed out(*stream);
  out.print('=');
  out.print(word);
  out.print(' ');
  out.print(value);
  if (number != NULL) {
    out.print(' ');
    out.print(number);
  }
  out.end();
}

void Libellule::command(char *word) {
  char *rest = word;
  strsep(&rest, " ");
  const char *value = strsep(&rest, " ");
  const char *number = strsep(&rest, " ");
  if (value == NULL || rest != NULL || (number != NULL && (number[0] != '#' || !isNumber(number + 1)))) {
    return;
  }
  if (strcmp(word, "id") == 0) {
    rename(value, number);
    return;
  }
  if (strlen(value) != 1 || strchr("01?", value[0]) == NULL) {
    return;
  }
  for (uint8_t i = 0; i < outputCount; i++) {
    if (strcmp(outputs[i].name, word) == 0) {
      if (value[0] != '?') {
        outputs[i].drive(value[0] == '1');
      }
      answer(word, outputs[i].isOn() ? '1' : '0', number);
    }
  }
}

void Libellule::rename(const char *value, const char *number) {
#ifdef __AVR__
  if (fixedName == NULL && isName(value) && strlen(value) <= LONGEST_NAME) {
    strcpy(name, value);
    eeprom_update_block(name, 0, LONGEST_NAME + 1);
    answer("id", name, number);
  }
#else
  (void) value; // nowhere to keep it
  (void) number;
#endif
}

void Libellule::rest() {
#ifdef __AVR__
  set_sleep_mode(SLEEP_MODE_IDLE);
  sleep_mode();
#else
  delay(1);
#endif
}
