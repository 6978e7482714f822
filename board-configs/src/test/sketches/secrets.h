// What a user writes into this file, here from the environment.
#pragma once
#include <cstdlib>

#define WIFI_SSID "network"
#define WIFI_PASSWORD "password"
#define MQTT_HOST "127.0.0.1"
#define MQTT_PORT std::atoi(std::getenv("MQTT_PORT"))
#define MQTT_USER std::getenv("MQTT_USER")
#define MQTT_PASSWORD std::getenv("MQTT_PASSWORD")
