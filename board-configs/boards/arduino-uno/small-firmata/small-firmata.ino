// The part of Firmata 2.5 that a gateway needs, as StandardFirmata speaks it, without the library: version, firmware name,
// capabilities, analog and digital reporting, digital output, PWM and servo. For tests; on your own board upload
// File > Examples > Firmata > StandardFirmata of the Arduino IDE.

const byte START_SYSEX = 0xF0, END_SYSEX = 0xF7;
const byte INPUT_MODE = 0, OUTPUT_MODE = 1, ANALOG_MODE = 2, PWM_MODE = 3, SERVO_MODE = 4, PULLUP_MODE = 11;
const byte PINS = 20; // 0 to 13 digital, 14 to 19 are A0 to A5
const char NAME[] = "StandardFirmata.ino";

byte message[40], length = 0;
bool isSysex = false;
byte reportsAnalog = 0; // a bit a channel
byte reportsPort[3] = {0, 0, 0};
int lastPort[3] = {-1, -1, -1};
unsigned long sampledAt = 0, interval = 19;
byte modes[PINS];
int analogs[PINS]; // what pulses and servos were told

bool isPwm(byte pin) { return pin == 3 || pin == 5 || pin == 6 || (pin >= 9 && pin <= 11); }

void write7(int value) {
  Serial.write(value & 0x7F);
  Serial.write(value >> 7 & 0x7F);
}

void sayVersion() {
  Serial.write(0xF9);
  Serial.write(2);
  Serial.write(5);
}

void sayFirmware() {
  Serial.write(START_SYSEX);
  Serial.write(0x79);
  Serial.write(2);
  Serial.write(5);
  for (const char *c = NAME; *c; c++) write7(*c);
  Serial.write(END_SYSEX);
}

void capability(byte mode, byte bits) {
  Serial.write(mode);
  Serial.write(bits);
}

void sayCapabilities() {
  Serial.write(START_SYSEX);
  Serial.write(0x6C);
  for (byte pin = 0; pin < PINS; pin++) {
    if (pin >= 2) { // 0 and 1 are the serial line
      capability(INPUT_MODE, 1);
      capability(PULLUP_MODE, 1);
      capability(OUTPUT_MODE, 1);
      if (pin >= 14) capability(ANALOG_MODE, 10);
      if (isPwm(pin)) capability(PWM_MODE, 8);
      capability(SERVO_MODE, 14);
    }
    Serial.write(0x7F);
  }
  Serial.write(END_SYSEX);
}

void sayAnalogMapping() {
  Serial.write(START_SYSEX);
  Serial.write(0x6A);
  for (byte pin = 0; pin < PINS; pin++) Serial.write(pin >= 14 ? pin - 14 : 0x7F);
  Serial.write(END_SYSEX);
}

// The pulse of a servo in microseconds, as a level: enough to be seen by a test
void setAnalog(byte pin, int value) {
  if (pin >= PINS || (modes[pin] != PWM_MODE && modes[pin] != SERVO_MODE)) return; // as StandardFirmata
  analogs[pin] = value;
  if (isPwm(pin)) {
    analogWrite(pin, value > 255 ? 255 : value);
  } else {
    digitalWrite(pin, value > 90 ? HIGH : LOW);
  }
}

void setMode(byte pin, byte mode) {
  if (pin < 2 || pin >= PINS) return;
  modes[pin] = mode;
  analogs[pin] = 0;
  if (mode == PULLUP_MODE) pinMode(pin, INPUT_PULLUP);
  else pinMode(pin, mode == OUTPUT_MODE || mode == PWM_MODE || mode == SERVO_MODE ? OUTPUT : INPUT);
}

void sysex() {
  if (length == 0) return;
  if (message[0] == 0x79) sayFirmware();
  if (message[0] == 0x6B) sayCapabilities();
  if (message[0] == 0x69) sayAnalogMapping();
  if (message[0] == 0x7A && length >= 3) interval = message[1] | message[2] << 7;
  if (message[0] == 0x6F && length >= 4) setAnalog(message[1], message[2] | message[3] << 7);
  if (message[0] == 0x6D && length >= 2) { // the state of a pin
    Serial.write(START_SYSEX);
    Serial.write(0x6E);
    byte pin = message[1];
    Serial.write(pin);
    if (pin < PINS) {
      Serial.write(modes[pin]);
      write7(modes[pin] == PWM_MODE || modes[pin] == SERVO_MODE ? analogs[pin] : digitalRead(pin));
    }
    Serial.write(END_SYSEX);
  }
}

void reset() {
  reportsAnalog = 0;
  for (byte port = 0; port < 3; port++) reportsPort[port] = 0;
  for (byte pin = 2; pin < PINS; pin++) setMode(pin, pin >= 14 ? ANALOG_MODE : OUTPUT_MODE);
}

// A message that is no sysex is complete
void obey() {
  byte kind = message[0] & 0xF0, low = message[0] & 0x0F;
  int value = message[1] | message[2] << 7;
  if (message[0] == 0xF4) setMode(message[1], message[2]);
  else if (message[0] == 0xF5) digitalWrite(message[1], message[2]);
  else if (kind == 0xC0) bitWrite(reportsAnalog, low, message[1] & 1);
  else if (kind == 0xD0 && low < 3) {
    reportsPort[low] = message[1];
    lastPort[low] = -1;
  } else if (kind == 0xE0) setAnalog(low, value);
  else if (kind == 0x90 && low < 3) {
    for (byte bit = 0; bit < 8; bit++) {
      byte pin = low * 8 + bit;
      if (pin >= 2 && pin < PINS) digitalWrite(pin, value >> bit & 1);
    }
  }
}

byte lengthOf(byte first) {
  byte kind = first & 0xF0;
  return kind == 0xC0 || kind == 0xD0 ? 2 : kind == 0xE0 || kind == 0x90 || first == 0xF4 || first == 0xF5 ? 3 : 1;
}

void receive(byte b) {
  if (b == 0xFF) {
    reset();
  } else if (b == 0xF9) {
    sayVersion();
  } else if (b == START_SYSEX) {
    isSysex = true;
    length = 0;
  } else if (b == END_SYSEX) {
    if (isSysex) sysex();
    isSysex = false;
    length = 0;
  } else if (b >= 0x80) {
    isSysex = false;
    message[0] = b;
    length = 1;
  } else if (length < sizeof message && (isSysex || length > 0)) {
    message[length++] = b;
    if (!isSysex && length == lengthOf(message[0])) {
      obey();
      length = 0;
    }
  }
}

void sample() {
  for (byte port = 0; port < 3; port++) {
    int levels = 0;
    for (byte bit = 0; bit < 8; bit++) {
      byte pin = port * 8 + bit;
      if (pin >= 2 && pin < PINS && digitalRead(pin)) levels |= 1 << bit;
    }
    if (reportsPort[port] && levels != lastPort[port]) {
      lastPort[port] = levels;
      Serial.write(0x90 | port);
      write7(levels);
    }
  }
  if (millis() - sampledAt < interval) return;
  sampledAt = millis();
  for (byte channel = 0; channel < 6; channel++) {
    if (bitRead(reportsAnalog, channel)) {
      int value = analogRead(channel);
      Serial.write(0xE0 | channel);
      write7(value);
    }
  }
}

void setup() {
  Serial.begin(57600); // as StandardFirmata
  reset();
  sayVersion();
  sayFirmware();
}

void loop() {
  while (Serial.available() > 0) receive(Serial.read());
  sample();
}
