// The connection to the broker. A new MQTT.js client for each attempt, and our own waiting in between: a command that was
// under way when the connection broke must not be sent again later, when nobody expects it any more.

/* global mqtt */

const CONNECT_TIMEOUT_MS = 8_000;
const KEEPALIVE_SECONDS = 30;
const LONGEST_WAIT_MS = 15_000;
const COMMAND_EXPIRY_SECONDS = 5; // 5.0: a command that arrives later than this is not wanted

const NOT_AUTHORIZED = new Set([0x04, 0x05, 0x86, 0x87]); // CONNACK: 3.1.1 section 3.2.2.3, 5.0 section 3.2.2.2
const VERSION_REFUSED = new Set([0x01, 0x84]);

export class Link {
  #client = null;
  #credentials = null;
  #attempt = 0;
  #timer = 0;
  #version = 5;
  #answers = []; // for the commands under way, in order: acknowledgements come in that order, 4.6
  #listener;
  #filters;

  /**
   * @param url of the broker's WebSocket listener
   * @param filters to subscribe to
   * @param listener `message(topic, bytes, retained)`, `state(this)`, `denied(filters)`
   */
  constructor(url, filters, listener) {
    this.url = url;
    this.state = 'connecting'; // connecting, online, waiting, asking
    this.reason = null; // of waiting and asking: unreachable, lost, password, refused
    this.code = 0;
    this.retryAt = 0;
    this.#filters = filters;
    this.#listener = listener;
  }

  /** Tries at once; with credentials from now on, if given. */
  connect(credentials = this.#credentials) {
    this.#credentials = credentials;
    this.#drop();
    clearTimeout(this.#timer);
    this.#become('connecting');
    const client = mqtt.connect(this.url, {
      protocolVersion: this.#version,
      clientId: 'page-' + Math.random().toString(36).slice(2, 12),
      clean: true,
      keepalive: KEEPALIVE_SECONDS,
      connectTimeout: CONNECT_TIMEOUT_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      timerVariant: 'native', // the other one runs a script from a blob, which the page's policy forbids
      username: credentials?.user || undefined,
      password: credentials?.password || undefined,
    });
    this.#client = client;
    const current = (action) => (...args) => client === this.#client && action(...args);
    client.on('connect', current(() => this.#connected()));
    client.on('message', current((topic, bytes, packet) => this.#listener.message(topic, bytes, packet.retain === true)));
    // the callback of publish() does not tell a PUBACK's Reason Code when that is not an error
    client.on('packetreceive', current((packet) => packet.cmd === 'puback' && this.#answers.shift()?.(packet.reasonCode ?? 0)));
    client.on('error', current((error) => this.#failed(error)));
    client.on('close', current(() => this.#ended()));
  }

  #connected() {
    this.#attempt = 0;
    this.#become('online');
    this.#client.subscribe(this.#filters, {qos: 1}, (error, granted) => {
      const answers = granted ?? [];
      const denied = answers.filter((answer) => answer.qos >= 0x80).map((answer) => answer.topic);
      if (denied.length > 0 || error) {
        this.#listener.denied(denied);
      }
    });
  }

  #failed(error) {
    const code = typeof error.code === 'number' ? error.code : 0;
    if (this.state !== 'connecting' || code === 0) {
      return; // the close that follows says it
    }
    if (VERSION_REFUSED.has(code) && this.#version === 5) {
      this.#version = 4;
      this.connect();
    } else if (NOT_AUTHORIZED.has(code)) {
      this.#drop();
      this.#become('asking', 'password', code);
    } else {
      this.#wait('refused', code);
    }
  }

  #ended() {
    this.#wait(this.state === 'online' ? 'lost' : 'unreachable', 0);
  }

  #wait(reason, code) {
    this.#drop();
    const longest = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.#attempt++);
    const wait = Math.max(500, longest * (0.5 + Math.random() / 2)); // spread: many pages may have lost one broker
    this.retryAt = Date.now() + wait;
    this.#timer = setTimeout(() => this.connect(), wait);
    this.#become('waiting', reason, code);
  }

  #become(state, reason = null, code = 0) {
    // while attempts follow each other, the first reason stays the one to show
    this.reason = state === 'connecting' ? this.reason : reason;
    this.code = state === 'connecting' ? this.code : code;
    this.state = state;
    this.#listener.state(this);
  }

  #drop() {
    const client = this.#client;
    this.#client = null;
    this.#answers = [];
    if (client !== null) {
      client.on('error', () => {}); // of a client that nobody listens to any more
      client.end(true);
    }
  }

  /**
   * Publishes a command, QoS 1, not retained. `answer` gets the Reason Code of the PUBACK, or -1 at once without a connection;
   * it is not called if the connection is lost meanwhile: then nobody knows.
   */
  command(topic, text, answer) {
    if (this.state !== 'online') {
      answer(-1);
      return;
    }
    const options = {qos: 1, retain: false};
    if (this.#version === 5) {
      options.properties = {messageExpiryInterval: COMMAND_EXPIRY_SECONDS};
    }
    this.#answers.push(answer);
    this.#client.publish(topic, text, options, () => {}); // its errors are Reason Codes, or the close that follows
  }
}
