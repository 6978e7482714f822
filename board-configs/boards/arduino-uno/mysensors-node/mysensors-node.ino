// Speaks as a MySensors serial gateway with one node behind it (protocol 2.x: node;child;command;ack;type;payload), without the
// library: a node asks for an id, presents a temperature (child 6) and a switch (child 7), sends values and obeys.
const int LED = 13;
char line[64];
byte length = 0;
int node = 255;
unsigned long sentAt = 0;

void send(int child, int command, int type, const char *payload) {
  char text[64];
  snprintf(text, sizeof text, "%d;%d;%d;0;%d;%s", node, child, command, type, payload);
  Serial.println(text);
}

void present() {
  send(255, 0, 17, "2.3.2"); // S_ARDUINO_NODE
  send(255, 3, 11, "salon"); // I_SKETCH_NAME
  send(6, 0, 6, "");         // S_TEMP
  send(7, 0, 3, "");         // S_BINARY
}

void obey() {
  int to, child, command, ack, type, at = 0;
  if (sscanf(line, "%d;%d;%d;%d;%d;%n", &to, &child, &command, &ack, &type, &at) < 5 || to != node) return;
  const char *payload = line + at;
  if (command == 3 && type == 4) { // I_ID_RESPONSE
    node = atoi(payload);
    present();
  } else if (child == 7 && type == 2 && command == 1) { // V_STATUS
    digitalWrite(LED, payload[0] == '1');
    if (ack == 1) {
      Serial.println(line); // the echo that was asked for
    }
  } else if (child == 7 && type == 2 && command == 2) { // somebody asks
    send(7, 1, 2, digitalRead(LED) ? "1" : "0");
  }
}

void setup() {
  pinMode(LED, OUTPUT);
  Serial.begin(115200);
  Serial.println("0;255;3;0;14;Gateway startup complete.");
}

void loop() {
  while (Serial.available() > 0) {
    char c = Serial.read();
    if (c == '\n') {
      line[length] = 0;
      length = 0;
      obey();
    } else if (length < sizeof line - 1) {
      line[length++] = c;
    }
  }
  if (millis() - sentAt >= 1000) {
    sentAt += 1000;
    if (node == 255) {
      send(255, 3, 3, ""); // I_ID_REQUEST
    } else {
      char number[8];
      dtostrf(analogRead(A0) * 0.48828 - 50, 1, 1, number);
      send(6, 1, 0, number); // V_TEMP
    }
  }
}
