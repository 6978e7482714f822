/*
 * Runs a sketch with WiFi on a PC: its own code, real sockets, and a clock that goes only when it is told to.
 *
 * stdin:   advance 5000    so many milliseconds go by, one loop() at least every 50
 *          analog 14 512   what analogRead(14) says
 *          network 0       the network is gone, and its connections; 1 is back
 * stdout:  pin 6 1         an output has changed
 *          at 5000         an order was carried out, and loop() called; the clock
 *          anything else   what the sketch prints
 * Ends at the end of stdin.
 */
#include <arpa/inet.h>
#include <cerrno>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(ARDUINO_ARCH_ESP8266)
#include "ESP8266WiFi.h"
#elif defined(ARDUINO_ARCH_ESP32)
#include "WiFi.h"
#else
#include "WiFiNINA.h"
#define TO_BE_TOLD_AGAIN
#endif

void setup();
void loop();

static const int PINS = 64;
static const int TURN_MILLIS = 1; // of the PC, between two calls of loop()
static const unsigned long LONGEST_STEP = 50;
static int levels[PINS], analogs[PINS];
static bool isOutput[PINS];
static unsigned long clockMillis;
static bool isNetworkThere = true, isJoined;
static int connection = -1; // the one that was made last

SerialPort Serial;
WiFiClass WiFi;

static uint8_t known(uint8_t pin) {
  if (pin >= PINS) {
    fprintf(stderr, "host: no pin %u\n", pin);
    abort();
  }
  return pin;
}

static void say(uint8_t pin) {
  printf("pin %u %d\n", pin, levels[pin]);
}

void pinMode(uint8_t pin, uint8_t mode) {
  bool becomesOutput = mode == OUTPUT && !isOutput[known(pin)];
  isOutput[pin] = mode == OUTPUT;
  if (becomesOutput) {
    say(pin);
  }
}

void digitalWrite(uint8_t pin, uint8_t value) {
  bool isChanged = levels[known(pin)] != (value != 0);
  levels[pin] = value != 0;
  if (isChanged && isOutput[pin]) {
    say(pin);
  }
}

int digitalRead(uint8_t pin) {
  return levels[known(pin)];
}

int analogRead(uint8_t pin) {
  return analogs[known(pin)];
}

unsigned long millis() {
  return clockMillis;
}

size_t Print::write(const uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) {
    write(bytes[i]);
  }
  return count;
}

size_t Print::print(const char *text) {
  return write((const uint8_t *) text, strlen(text));
}

size_t Print::print(unsigned long number) {
  return print((double) number, 0);
}

size_t Print::print(double number, int decimals) {
  char text[64];
  snprintf(text, sizeof text, "%.*f", decimals, number);
  return print(text);
}

size_t Print::println(const char *text) {
  return print(text) + print("\r\n");
}

void SerialPort::begin(unsigned long) {}

size_t SerialPort::write(uint8_t byte) {
  return putchar(byte) == EOF ? 0 : 1;
}

bool hasNetwork() {
  return isNetworkThere && isJoined;
}

int WiFiClass::status() {
  return hasNetwork() ? WL_CONNECTED : WL_IDLE_STATUS;
}

#ifdef TO_BE_TOLD_AGAIN
int WiFiClass::begin(const char *, const char *) {
  isJoined = isNetworkThere;
  return status();
}

void WiFiClass::setTimeout(unsigned long) {}
#else
void WiFiClass::begin(const char *, const char *) {
  isJoined = true;
}

void WiFiClass::mode(int) {}
#endif

int WiFiClient::connect(const char *host, uint16_t port) {
  stop();
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  inet_pton(AF_INET, host, &address.sin_addr);
  socket = ::socket(AF_INET, SOCK_STREAM, 0);
  if (!hasNetwork() || ::connect(socket, (sockaddr *) &address, sizeof address) != 0) {
    stop();
    return 0;
  }
  connection = socket;
  int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return 1;
}

size_t WiFiClient::write(const uint8_t *bytes, size_t count) {
  ssize_t written = socket < 0 ? -1 : send(socket, bytes, count, MSG_NOSIGNAL);
  return written < 0 ? 0 : written;
}

int WiFiClient::available() {
  int count = 0;
  return hasNetwork() && socket >= 0 && ioctl(socket, FIONREAD, &count) == 0 ? count : 0;
}

int WiFiClient::read() {
  uint8_t byte;
  return socket >= 0 && recv(socket, &byte, 1, MSG_DONTWAIT) == 1 ? byte : -1;
}

void WiFiClient::stop() {
  if (socket >= 0) {
    close(socket);
  }
  socket = -1;
}

uint8_t WiFiClient::connected() {
  char byte;
  if (socket < 0 || !hasNetwork()) {
    stop();
    return 0;
  }
  ssize_t count = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count > 0 || (count < 0 && errno == EAGAIN);
}

void WiFiClient::setTimeout(unsigned long) {}

static void order(const char *text) {
  unsigned long number;
  unsigned pin;
  if (sscanf(text, "advance %lu", &number) == 1) {
    while (number > LONGEST_STEP) {
      clockMillis += LONGEST_STEP;
      number -= LONGEST_STEP;
      loop();
      poll(NULL, 0, TURN_MILLIS); // the broker has no clock that can be told
    }
    clockMillis += number;
  } else if (sscanf(text, "analog %u %lu", &pin, &number) == 2) {
    analogs[known(pin)] = number;
  } else if (sscanf(text, "network %lu", &number) == 1) {
    isNetworkThere = number != 0;
    if (!isNetworkThere) {
      shutdown(connection, SHUT_RDWR);
    }
#ifdef TO_BE_TOLD_AGAIN
    isJoined = false;
#endif
  } else {
    fprintf(stderr, "host: cannot do '%s'\n", text);
    exit(2);
  }
  loop();
  printf("at %lu\n", clockMillis);
}

int main() {
  setvbuf(stdout, NULL, _IOLBF, 0);
  setup();
  static char text[128];
  size_t length = 0;
  while (true) {
    loop();
    pollfd input = {STDIN_FILENO, POLLIN, 0};
    if (poll(&input, 1, TURN_MILLIS) <= 0) {
      continue;
    }
    char c;
    if (read(STDIN_FILENO, &c, 1) != 1) {
      return 0;
    }
    if (c != '\n' && length < sizeof text - 1) {
      text[length++] = c;
    } else {
      text[length] = 0;
      length = 0;
      order(text);
    }
  }
}
