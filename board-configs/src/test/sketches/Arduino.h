// What the sketches of boards/ use of the Arduino core: declarations for a PC's compiler, as in the core's own headers.
#pragma once
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
#define LED_BUILTIN 13
#define F(text) (text)

const uint8_t A0 = 14, A1 = 15;

void pinMode(uint8_t pin, uint8_t mode);
void digitalWrite(uint8_t pin, uint8_t value);
int digitalRead(uint8_t pin);
int analogRead(uint8_t pin);
unsigned long millis();

template <typename T> T min(T a, T b) {
  return a < b ? a : b;
}

struct Printer {
  void begin(unsigned long baud);
  void print(const char *text);
  void println(const char *text = "");
  void println(int number);
};
extern Printer Serial;

class Client {
public:
  virtual ~Client() {}
  void setTimeout(unsigned long timeout);
};

enum { WL_CONNECTED = 3, WIFI_STA = 1 };
