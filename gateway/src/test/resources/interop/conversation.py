# The conversation of InteropIT, spoken by Paho's Python client. Arguments: url version cafile base.
import sys
import threading
from urllib.parse import urlparse

import paho.mqtt.client as mqtt

url, version, cafile, base = urlparse(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
is_web = url.scheme in ("ws", "wss")
client = mqtt.Client(base, protocol={3: mqtt.MQTTv31, 4: mqtt.MQTTv311, 5: mqtt.MQTTv5}[version],
                     transport="websockets" if is_web else "tcp")
if url.scheme in ("mqtts", "wss"):
    client.tls_set(cafile)
done = threading.Event()
received = []


def connected(*arguments):
    assert arguments[3] == 0, "CONNACK %s" % arguments[3]
    client.subscribe([("%s/%d/+" % (base, s), s) for s in range(3)])


def subscribed(*_):
    for s in range(3):
        for p in range(3):
            client.publish("%s/%d/%d" % (base, s, p), "x" * (70000 if s == p == 2 else 10 * s + p), p)


def message(_client, _data, m):
    received.append("%s %d q%d" % (m.topic[len(base) + 1:], len(m.payload), m.qos))
    if len(received) == 9:
        done.set()


client.on_connect = connected
client.on_subscribe = subscribed
client.on_message = message
client.connect(url.hostname, url.port)
client.loop_start()
if not done.wait(20):
    print("only", received, file=sys.stderr)
    sys.exit(1)
client.disconnect()
client.loop_stop()
print("\n".join(received))
