// The conversation of InteropIT, spoken by MQTT.js in Node and in a browser.
function converse(mqtt, url, version, base, options) {
  return new Promise((resolve, reject) => {
    const received = [];
    const client = mqtt.connect(url, Object.assign({
      clientId: base, protocolVersion: version, protocolId: version === 3 ? "MQIsdp" : "MQTT", reconnectPeriod: 0, connectTimeout: 20000,
    }, options));
    const patience = setTimeout(() => reject(new Error("only " + received)), 20000);
    client.on("error", reject);
    client.on("message", (topic, payload, packet) => {
      received.push(topic.slice(base.length + 1) + " " + payload.length + " q" + packet.qos);
      if (received.length === 9) {
        clearTimeout(patience);
        client.end(false, {}, () => resolve(received.join("\n")));
      }
    });
    client.on("connect", () => {
      const filters = {};
      for (let s = 0; s <= 2; s++) {
        filters[base + "/" + s + "/+"] = {qos: s};
      }
      client.subscribe(filters, (problem) => {
        if (problem) {
          reject(problem);
          return;
        }
        for (let s = 0; s <= 2; s++) {
          for (let p = 0; p <= 2; p++) {
            client.publish(base + "/" + s + "/" + p, "x".repeat(s === 2 && p === 2 ? 70000 : 10 * s + p), {qos: p});
          }
        }
      });
    });
  });
}
if (typeof process !== "undefined" && process.argv.length === 6) {
  const [url, version, ca, base] = process.argv.slice(2);
  converse(require("mqtt"), url, Number(version), base, {ca: require("fs").readFileSync(ca)})
    .then((said) => {
      console.log(said);
      process.exit(0);
    }, (problem) => {
      console.error(problem);
      process.exit(1);
    });
}
