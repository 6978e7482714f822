// A board on a serial line: says what it measures, and obeys. One line is one message, and ends in a check sum:
//
//   board prints    @salon-uno fw=1.0.0 len=60 crc credit T/°C/-40..125/1s led/bool/w    at the start, and when it is asked: ?
//   board prints    T:22.5              a reading
//   board is told   !led 1 #17          command number 17; ? instead of 1 only asks
//   board answers   =led 1 #17          the level as it was read back from the pin
//   board prints    +11                 so many bytes are read: there is room again in the 64 that an Uno can hold
//
// Allocates no memory. What a sketch prints to the line besides is the board's log.
#pragma once
#include <Arduino.h>

class Libellule {
public:
  static const uint8_t MOST = 8; // measures, and as many outputs
  static const uint8_t LONGEST_NAME = 20;

  // The board has the name it is given here: letters, digits, - and _. Without one, that of the first bytes of its EEPROM, which
  // 'libellule boards adopt' writes; boards without an EEPROM need it here.
  explicit Libellule(const char *name = nullptr);

  // Says a reading again and again.
  //   what  name/unit/range/period, as in "T/°C/-40..125/1s"; ms, s, min or h; all but the name may be left out, the period is 1 s then
  //   read  called for each reading; NAN is no reading, and is not said
  void measures(const char *what, float (*read)(), uint8_t decimals = 1);

  // Tells in the hello what the sketch says itself, when something happens: "door/bool".
  void says(const char *what);

  // Switches a pin that is lit, or on, when it is high or low. It begins as off.
  void switches(const char *name, uint8_t pin, uint8_t on = HIGH);

  // Switches what is not just a pin, with functions of the sketch: set obeys, get tells the state as it is.
  void switches(const char *name, void (*set)(bool on), bool (*get)());

  // Says hello; from now on the line is read.
  void begin(Stream &line);

  // Reads what has come, says what is due. To be called again and again from loop().
  void turn();

  // Says one reading now. Its name is one of measures() or says().
  void say(const char *name, float value, uint8_t decimals = 1);

  // Sleeps until a byte comes or a millisecond is over: for a loop() that has nothing else to do.
  static void rest();

private:
  static const uint8_t LONGEST_LINE = 60;

  // Prints a line and keeps its check sum: CRC-16 with the polynomial 0x1021, from 0xFFFF
  class Sealed : public Print {
  public:
    explicit Sealed(Print &line) : line(line), sum(0xFFFF) {}
    size_t write(uint8_t c);
    using Print::write;
    void end();

  private:
    Print &line;
    uint16_t sum;
  };

  struct Measure {
    const char *what;
    float (*read)(); // null: the sketch says it
    uint8_t decimals;
    unsigned long periodMillis, saidAt;
  };

  struct Output {
    const char *name;
    void (*set)(bool on); // null: a pin
    bool (*get)();
    uint8_t pin, on;
    void drive(bool isOn) const;
    bool isOn() const;
  };

  void add(const Output &output);
  void receive(char c);
  void obey();
  void command(char *word);
  void rename(const char *value, const char *number);
  template <typename Value> void answer(const char *word, Value value, const char *number);
  void credit();
  void hello();

  Stream *stream;
  const char *fixedName;
  char name[LONGEST_NAME + 1];
  Measure measured[MOST];
  Output outputs[MOST];
  uint8_t measureCount, outputCount;
  bool isTooMuch; // for the tables
  char text[LONGEST_LINE + 1]; // what has come of a line
  uint8_t length;
  uint8_t uncredited; // bytes that were read
  bool isSpoilt; // garbage, or too long: nothing counts until the next line begins
  bool isSealed; // since the hello a check sum has come: a command without one is broken
};
