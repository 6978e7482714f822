// A card per place, and in it a row per signal: value, unit, age, and the line of the last half hour.

import {Chart} from './chart.js';
import {element, mark, put} from './dom.js';
import {clean} from './payload.js';
import {ago, decimal, duration, t, written} from './texts.js';

export class Rooms {
  #rooms = new Map(); // place to {card, title, list}
  #rows = new Map(); // topic to Row
  #house;

  constructor(host, house) {
    this.host = host;
    this.#house = house;
  }

  render(now) {
    for (const signal of this.#house.signals.values()) {
      let row = this.#rows.get(signal.topic);
      if (row !== undefined && row.signal !== signal) {
        this.#remove(row);
        row = undefined;
      }
      if (row === undefined) {
        row = new Row(signal);
        this.#rows.set(signal.topic, row);
        this.#insert(this.#room(signal.place).list, row.line, row.key);
      }
      row.render(now);
    }
    for (const row of this.#rows.values()) {
      if (!this.#house.signals.has(row.signal.topic)) {
        this.#remove(row);
      }
    }
    for (const [place, room] of this.#rooms) {
      put(room.title, placeName(place));
    }
  }

  #remove(row) {
    row.close();
    this.#rows.delete(row.signal.topic);
    const room = this.#rooms.get(row.signal.place);
    if (room.list.childElementCount === 0) {
      room.card.remove();
      this.#rooms.delete(row.signal.place);
    }
  }

  #room(place) {
    let room = this.#rooms.get(place);
    if (room === undefined) {
      room = {card: element('section', 'card room'), title: element('h3', 'card-title'), list: element('ul', 'signals')};
      room.card.dataset.place = place;
      room.card.append(room.title, room.list);
      this.#rooms.set(place, room);
      this.#insert(this.host, room.card, place);
    }
    return room;
  }

  /** Keeps the order of the alphabet, so that nothing moves when a late one comes. */
  #insert(host, node, key) {
    node.dataset.key = key;
    const next = Array.from(host.children).find((other) => key.localeCompare(other.dataset.key, 'fr', {numeric: true}) < 0);
    host.insertBefore(node, next ?? null);
  }
}

function placeName(place) {
  if (place === '') {
    return t('house');
  }
  const name = clean(place.replaceAll('/', ' / '), 60) || '—';
  return name.charAt(0).toUpperCase() + name.slice(1);
}

const ORDER = ['temperature', 'humidity', 'pressure'];

class Row {
  #chart = null;
  #hovered = null;
  #lastChart = 0;

  constructor(signal) {
    this.signal = signal;
    const rank = ORDER.indexOf(signal.quantity);
    this.key = (rank < 0 ? '9' : rank) + signal.topic;
    this.line = element('li', 'signal');
    this.line.dataset.topic = signal.topic;
    const head = element('div', 'signal-head');
    this.name = element('span', 'name');
    this.topic = element('p', 'topic', clean(signal.topic, 80));
    const reading = element('div', 'reading');
    this.value = element('span', 'value');
    this.unit = element('span', 'unit');
    reading.append(this.value, this.unit);
    head.append(this.name, reading);
    this.canvas = element('div', 'chart');
    this.canvas.setAttribute('role', 'img');
    this.canvas.hidden = true;
    const foot = element('div', 'signal-foot');
    this.age = element('span', 'age');
    this.range = element('span', 'range');
    foot.append(this.age, this.range);
    this.line.append(head, this.topic, this.canvas, foot);
  }

  close() {
    this.#chart?.close();
    this.line.remove();
  }

  render(now) {
    const signal = this.signal;
    put(this.name, signal.quantity === null ? clean(signal.name, 40) || '—' : t(signal.quantity));
    put(this.unit, signal.number === null ? '' : signal.unit);
    put(this.value, this.#valueText());
    mark(this.line, 'data-kind', signal.number === null ? 'text' : 'number');
    const freshness = signal.freshness(now);
    mark(this.line, 'data-freshness', freshness);
    put(this.age, this.#ageText(freshness, now));
    if (signal.xs.length > 0) {
      this.#renderChart(now);
    }
    signal.changed = false;
  }

  #valueText() {
    const {signal} = this;
    if (signal.number !== null) {
      return written(signal.number, signal.text);
    }
    return signal.binary ? `${signal.text} (${t('bytes', signal.size)})` : signal.text || '—';
  }

  #ageText(freshness, now) {
    const {signal} = this;
    if (freshness === 'unknown') {
      return t('unknownAge');
    }
    const parts = [signal.at === null ? t('unknownAge') : ago(now - signal.at)];
    if (freshness === 'stale') {
      parts.unshift(t('stale'));
      if (signal.intervals.length > 0) {
        parts.push(t('usually', duration(Math.max(1000, signal.usualInterval()))));
      }
    }
    if (signal.quality === 'old' || signal.quality === 'bad') {
      parts.push(t('quality', signal.quality));
    }
    return parts.join(' · ');
  }

  #renderChart(now) {
    if (this.#chart === null) {
      this.canvas.hidden = false;
      this.#chart = new Chart(this.canvas, this.signal, (point) => {
        this.#hovered = point;
        this.#lastChart = 0;
        this.#renderRange(Date.now());
      });
    }
    if (now - this.#lastChart >= 1000) {
      this.#renderRange(now);
    }
  }

  #renderRange(now) {
    this.#lastChart = now;
    const {signal} = this;
    const decimals = Math.min(4, /\.(\d+)$/.exec(signal.text)?.[1].length ?? 0);
    if (this.#hovered !== null) {
      const time = new Date(this.#hovered.at).toLocaleTimeString();
      put(this.range, `${time} · ${decimal(this.#hovered.value, decimals)}\u00a0${signal.unit}`);
      return;
    }
    let low = Infinity;
    let high = -Infinity;
    for (const y of signal.ys) {
      if (y !== null) {
        low = Math.min(low, y);
        high = Math.max(high, y);
      }
    }
    const range = t('range', duration(Math.round(this.#chart.span() / 60) * 60_000), decimal(low, decimals), decimal(high, decimals));
    put(this.range, range);
    mark(this.canvas, 'aria-label', t('chart', this.name.textContent, range));
  }
}
