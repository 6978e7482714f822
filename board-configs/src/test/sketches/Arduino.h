// The Arduino core on a PC, as far as the sketches with WiFi use it: host.cpp has the pins and the clock.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <strings.h>

#define HIGH 1
#define LOW 0
#define INPUT 0
#define OUTPUT 1
#define F(text) (text)
#ifndef LED_BUILTIN
#define LED_BUILTIN 13
#endif

static const uint8_t A0 = 14, A1 = 15;

void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
int digitalRead(uint8_t pin);
int analogRead(uint8_t pin);
unsigned long millis();

class Print {
public:
  virtual size_t write(uint8_t byte) = 0;
  size_t write(const uint8_t *bytes, size_t count);
  size_t print(const char *text);
  size_t print(unsigned long number);
  size_t print(double number, int decimals);
  size_t println(const char *text = "");

protected:
  ~Print() {}
};

// Prints to stdout
class SerialPort : public Print {
public:
  void begin(unsigned long baud);
  size_t write(uint8_t byte);
};
extern SerialPort Serial;
