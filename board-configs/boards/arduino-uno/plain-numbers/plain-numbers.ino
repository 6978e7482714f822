// The sketch of the first lesson: prints a number, twenty times a second, and knows nothing of any gateway.
int count = 0;

void setup() {
  Serial.begin(115200);
  Serial.println("Hello from the sketch");
}

void loop() {
  Serial.println(count);
  count = (count + 1) % 10000;
  delay(50);
}
