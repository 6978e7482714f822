// The values of the house as this page has seen them: what, where, how old. No document here; time is an argument.

import {clean, decode, guess, number} from './payload.js';

const MAX_SIGNALS = 300;
const HISTORY_SECONDS = 30 * 60;
const POINT_SECONDS = 2; // a faster signal keeps its last value of each two seconds
const INTERVALS = 12; // how many times between messages are remembered
const UNKNOWN_INTERVAL_MS = 5 * 60_000; // until two messages were seen: the longest sign of life that is usual
const SHORTEST_STALE_MS = 5_000; // below this, a late message is the network's business

/** One topic with a value. */
export class Signal {
  constructor(topic, place, name) {
    this.topic = topic;
    this.place = place; // levels between base and name, joined; '' for the house itself
    this.name = name;
    const guessed = guess(name);
    this.quantity = guessed?.quantity ?? null;
    this.unit = guessed?.unit ?? '';
    this.text = '';
    this.number = null;
    this.binary = false;
    this.size = 0;
    this.quality = null; // as told by <signal>/json: good, old, bad
    this.at = null; // when measured, ms; null if nobody can say: a retained value without a time
    this.lastArrival = null;
    this.intervals = [];
    this.xs = []; // seconds
    this.ys = []; // null breaks the line
    this.bare = false; // true once a bare value came; <signal>/json then only tells unit, quality and time
    this.changed = true;
  }

  accept(value, retained, now) {
    this.text = value.text;
    this.number = value.number;
    this.binary = value.binary;
    this.size = value.size;
    this.changed = true;
    if (retained) {
      this.at = null;
      return;
    }
    if (this.lastArrival !== null) {
      if (now - this.lastArrival > this.staleAfter()) {
        this.#point((this.lastArrival + now) / 2000, null);
      }
      this.intervals.push(now - this.lastArrival);
      if (this.intervals.length > INTERVALS) {
        this.intervals.shift();
      }
    }
    this.lastArrival = now;
    this.at = now;
    if (this.number !== null) {
      this.#point(now / 1000, this.number);
    }
  }

  #point(seconds, y) {
    const last = this.xs.length - 1;
    if (last >= 0 && y !== null && this.ys[last] !== null && Math.floor(this.xs[last] / POINT_SECONDS) === Math.floor(seconds / POINT_SECONDS)) {
      this.ys[last] = y;
      return;
    }
    this.xs.push(seconds);
    this.ys.push(y);
    let old = 0;
    while (this.xs[old] < seconds - HISTORY_SECONDS) {
      old++;
    }
    this.xs.splice(0, old);
    this.ys.splice(0, old);
  }

  /** The time between messages that is usual here, ms: the second longest seen, so that one outage teaches nothing wrong. */
  usualInterval() {
    const sorted = this.intervals.toSorted((a, b) => b - a);
    return sorted.length === 0 ? UNKNOWN_INTERVAL_MS : (sorted[1] ?? sorted[0]);
  }

  staleAfter() {
    return Math.max(3 * this.usualInterval(), SHORTEST_STALE_MS);
  }

  /** fresh; stale: late, or told to be; unknown: nobody can say how old it is. */
  freshness(now) {
    if (this.quality === 'old' || this.quality === 'bad') {
      return 'stale';
    }
    if (this.at === null) {
      return 'unknown';
    }
    return now - this.at > this.staleAfter() ? 'stale' : 'fresh';
  }
}

/** All signals below one first level. */
export class House {
  #base;

  constructor(base) {
    this.#base = base;
    this.signals = new Map(); // by topic
    this.left = new Set(); // topics beyond the limit
  }

  /** Takes a message; false if the topic is not a value of the house. */
  accept(topic, bytes, retained, now) {
    const levels = topic.split('/');
    if (levels[0] !== this.#base || levels.length < 2) {
      return false;
    }
    const last = levels.at(-1);
    if (last.startsWith('$') || (levels.length > 3 && last === 'set')) {
      return false; // availability and the like; commands
    }
    const value = decode(bytes);
    if (last === 'json' && levels.length > 3 && value.json !== null && 'v' in value.json) {
      this.#acceptJson(levels.slice(0, -1), value.json, bytes.length, retained, now);
      return true;
    }
    const signal = this.#signal(levels);
    if (signal !== null) {
      if (bytes.length === 0) { // an empty message takes a retained one away
        this.signals.delete(signal.topic);
      } else {
        signal.bare = true;
        signal.accept(value, retained, now);
      }
    }
    return true;
  }

  #acceptJson(levels, json, size, retained, now) {
    const signal = this.#signal(levels);
    if (signal === null) {
      return;
    }
    if (typeof json.u === 'string') {
      signal.unit = clean(json.u, 12);
    }
    signal.quality = typeof json.q === 'string' ? json.q : null;
    if (!signal.bare) {
      const text = typeof json.v === 'object' ? JSON.stringify(json.v) : String(json.v);
      signal.accept({text: clean(text), number: number(text), binary: false, size}, retained, now);
    }
    if (typeof json.ts === 'number' && json.ts > 0 && signal.at === null) {
      signal.at = Math.min(json.ts, now);
    }
    signal.changed = true;
  }

  #signal(levels) {
    const topic = levels.join('/');
    let signal = this.signals.get(topic);
    if (signal === undefined) {
      if (this.signals.size >= MAX_SIGNALS) {
        if (this.left.size < 10_000) {
          this.left.add(topic);
        }
        return null;
      }
      signal = new Signal(topic, levels.slice(1, -1).join('/'), levels.at(-1));
      this.signals.set(topic, signal);
    }
    return signal;
  }

  /** After a time without connection, the next message says nothing about intervals. */
  forgetArrivals() {
    for (const signal of this.signals.values()) {
      signal.lastArrival = null;
    }
  }
}
