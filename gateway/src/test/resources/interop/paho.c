/* The conversation of InteropIT, spoken by Paho's C client. Arguments: url version cafile base. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <MQTTClient.h>

static int check(int rc, const char *what) {
    if (rc != 0) {
        fprintf(stderr, "%s: %d\n", what, rc);
        exit(1);
    }
    return rc;
}

int main(int argc, char **argv) {
    if (argc != 5) {
        return 2;
    }
    int version = atoi(argv[2]);
    MQTTClient client;
    MQTTClient_createOptions create = MQTTClient_createOptions_initializer;
    create.MQTTVersion = version == 5 ? MQTTVERSION_5 : MQTTVERSION_DEFAULT;
    check(MQTTClient_createWithOptions(&client, argv[1], argv[4], MQTTCLIENT_PERSISTENCE_NONE, NULL, &create), "create");
    MQTTClient_connectOptions options = MQTTClient_connectOptions_initializer;
    MQTTClient_connectOptions options5 = MQTTClient_connectOptions_initializer5;
    MQTTClient_SSLOptions ssl = MQTTClient_SSLOptions_initializer;
    ssl.trustStore = argv[3];
    ssl.verify = 1;
    if (version == 5) {
        options = options5;
    } else {
        options.MQTTVersion = version;
    }
    options.ssl = &ssl;
    options.connectTimeout = 20;
    if (version == 5) {
        MQTTResponse response = MQTTClient_connect5(client, &options, NULL, NULL);
        check(response.reasonCode, "connect");
        MQTTResponse_free(response);
    } else {
        check(MQTTClient_connect(client, &options), "connect");
    }
    char topic[200];
    for (int s = 0; s <= 2; s++) {
        snprintf(topic, sizeof topic, "%s/%d/+", argv[4], s);
        if (version == 5) {
            MQTTResponse response = MQTTClient_subscribe5(client, topic, s, NULL, NULL);
            check(response.reasonCode - s, "subscribe");
            MQTTResponse_free(response);
        } else {
            check(MQTTClient_subscribe(client, topic, s), "subscribe");
        }
    }
    char *payload = malloc(70000);
    memset(payload, 'x', 70000);
    for (int s = 0; s <= 2; s++) {
        for (int p = 0; p <= 2; p++) {
            snprintf(topic, sizeof topic, "%s/%d/%d", argv[4], s, p);
            int length = s == 2 && p == 2 ? 70000 : 10 * s + p;
            if (version == 5) {
                MQTTResponse response = MQTTClient_publish5(client, topic, length, payload, p, 0, NULL, NULL);
                check(response.reasonCode, "publish");
                MQTTResponse_free(response);
            } else {
                check(MQTTClient_publish(client, topic, length, payload, p, 0, NULL), "publish");
            }
        }
    }
    for (int n = 0; n < 9; n++) {
        char *name = NULL;
        int length;
        MQTTClient_message *message = NULL;
        int rc = MQTTClient_receive(client, &name, &length, &message, 20000);
        if (message == NULL) {
            check(rc == 0 ? -1 : rc, "receive");
        }
        printf("%s %d q%d\n", name + strlen(argv[4]) + 1, message->payloadlen, message->qos);
        MQTTClient_freeMessage(&message);
        MQTTClient_free(name);
    }
    free(payload);
    if (version == 5) {
        check(MQTTClient_disconnect5(client, 10000, 0, NULL), "disconnect");
    } else {
        check(MQTTClient_disconnect(client, 10000), "disconnect");
    }
    MQTTClient_destroy(&client);
    return 0;
}
