// What is connected: boards and gateways, relays, the broker itself.

import {element, mark, put} from './dom.js';
import {clean, decode, onOff} from './payload.js';
import {duration, size, t} from './texts.js';

const DISK = ['bytes/written/today', 'card/days', 'card/endurance'];
const MAX_THINGS = 100; // boards, and relays

/** A thing that is on or off, and since when. */
class Presence {
  constructor(name, kind) {
    this.name = name;
    this.kind = kind;
    this.on = null;
    this.since = 0;
    this.sinceExact = false;
    this.waiting = undefined; // messages, where told
    this.serial = undefined; // counters of its serial line, where it is on one
    this.holds = undefined; // seconds that there is room, where told
    this.told = new Map(); // what else a relay counts, by its name below $SYS
    this.problem = ''; // in the relay's own words
  }

  set(on, exact, now) {
    if (on !== this.on) {
      this.sinceExact = exact;
      this.since = now;
      this.on = on;
    }
  }
}

export class System {
  #things = {boards: new Map(), relays: new Map()};
  #broker = new Map(); // short $SYS name to text
  #disk = new Map(); // bytes written and days that a card lasts
  #serial = new Map(); // board on a serial line to counter to text
  #url;

  constructor(hosts, url) {
    this.#url = url;
    this.boards = new List(hosts.boards, 'boards', 'noBoards', ['online', 'offline']);
    this.relays = new List(hosts.relays, 'relay', 'noRelay', ['linked', 'cut']);
    this.host = hosts.broker;
    this.title = element('h2', 'card-title');
    this.facts = element('dl', 'facts');
    this.host.append(this.title, this.facts);
    this.rows = ['version', 'uptime', 'clients', 'disk', 'address'].map((key) => {
      const row = {key, name: element('dt'), value: element('dd')};
      row.value.dataset.fact = key;
      this.facts.append(row.name, row.value);
      return row;
    });
  }

  /** Takes a message; false if it tells nothing about what is connected. */
  accept(topic, bytes, retained, now) {
    const levels = topic.split('/');
    const last = levels.at(-1);
    if (topic.startsWith('$SYS/broker/')) {
      const text = decode(bytes).text;
      if (levels[2] === 'serial' && levels.length > 4) {
        this.#count(levels[3], levels.slice(4).join('/'), text);
      } else if (levels.length === 5 && levels[2] === 'connection' && last === 'state') {
        this.#present('relays', levels[3], levels[3], '', onOff(text), retained, now);
      } else if (levels.length > 4 && levels[2] === 'connection') {
        const known = this.#things.relays.get(levels[3]) ?? this.#present('relays', levels[3], levels[3], '', false, true, now);
        this.#report(known, levels.slice(4).join('/'), text);
      } else if (DISK.includes(levels.slice(3).join('/')) && levels[2] === 'store') {
        this.#disk.set(levels.slice(3).join('/'), /^\d{1,18}$/.test(text) ? Number(text) : undefined);
      } else if (['version', 'uptime', 'clients/connected'].includes(levels.slice(2).join('/'))) {
        this.#broker.set(levels[2], text);
      }
      return true;
    }
    if (last === '$etat' && levels.length > 1) {
      this.#present('boards', topic, levels.at(-2), '', onOff(decode(bytes).text), retained, now);
      return true;
    }
    if (levels[0] === 'passerelle' && levels.length === 3) {
      if (last === 'etat') {
        this.#present('boards', topic, levels[1], 'gateway', onOff(decode(bytes).text), retained, now);
      } else if (last === 'sante') {
        this.#health(decode(bytes).json, retained, now);
      }
      return true;
    }
    return levels[0] === 'passerelle';
  }

  #count(board, counter, text) {
    if (!this.#serial.has(board) && this.#serial.size < MAX_THINGS) {
      this.#serial.set(board, new Map());
    }
    if (['state', 'lines/received', 'lines/bad'].includes(counter)) {
      this.#serial.get(board)?.set(counter, clean(text, 200));
    }
  }

  /** What a relay says of itself below $SYS/broker/connection/<name>/. */
  #report(relay, level, text) {
    if (relay === null) {
      return;
    }
    const number = /^\d{1,12}$/.test(text) ? Number(text) : undefined;
    if (level === 'error') {
      relay.problem = clean(text, 160);
    } else if (level === 'waiting/messages') {
      relay.waiting = number;
    } else if (level === 'holds') {
      relay.holds = number;
    } else if (level === 'waiting/oldest') {
      relay.told.set(level, Date.parse(text));
    } else if (['sent', 'waiting/bytes'].includes(level) || level.startsWith('dropped/') && relay.told.size < MAX_THINGS) {
      relay.told.set(level, number);
    }
  }

  #health(json, retained, now) {
    for (const relay of Array.isArray(json?.relais) ? json.relais : []) {
      const name = relay?.nom ?? relay?.name ?? relay?.id;
      if (typeof name !== 'string') {
        continue;
      }
      const told = String(relay.etat ?? relay.state ?? '').toLowerCase();
      const known = this.#present('relays', name, name, '', onOff(told), retained, now);
      const waiting = relay.file ?? relay.attente ?? relay.queued;
      if (known && typeof waiting === 'number') {
        known.waiting = waiting;
      }
    }
  }

  #present(list, key, name, kind, on, retained, now) {
    const things = this.#things[list];
    let thing = things.get(key);
    if (thing === undefined) {
      if (on === null || things.size >= MAX_THINGS) {
        return null;
      }
      thing = new Presence(clean(name, 40), kind);
      things.set(key, thing);
    }
    if (on !== null) {
      thing.set(on, !retained, now);
    }
    return thing;
  }

  render(now) {
    for (const board of this.#things.boards.values()) {
      board.serial = this.#serial.get(board.name);
    }
    this.boards.render([...this.#things.boards.values()], now);
    this.relays.render([...this.#things.relays.values()], now);
    put(this.title, t('broker'));
    for (const row of this.rows) {
      put(row.name, t(row.key));
      put(row.value, this.#fact(row.key));
      row.name.hidden = row.value.hidden = row.key === 'disk' && !this.#disk.has('bytes/written/today');
      mark(row.value, 'title', row.key === 'disk' && this.#disk.has('card/endurance') ? t('cardHow', size(this.#disk.get('card/endurance'))) : null);
    }
  }

  #fact(key) {
    if (key === 'address') {
      return clean(this.#url, 80);
    }
    if (key === 'disk') {
      const days = this.#disk.get('card/days');
      return t('written', size(this.#disk.get('bytes/written/today') ?? 0)) + (days === undefined ? '' : ` · ${t('cardLasts', Math.floor(days / 365))}`);
    }
    const told = this.#broker.get(key);
    if (told === undefined) {
      return t('notTold');
    }
    const seconds = /^\d{1,12}/.exec(told);
    return key === 'uptime' && seconds ? duration(Number(seconds[0]) * 1000) : told;
  }
}

/** A card with a line per thing. */
class List {
  #rows = new Map();

  constructor(host, title, none, words) {
    this.texts = {title, none, words};
    this.title = element('h2', 'card-title');
    this.list = element('ul', 'things');
    this.none = element('p', 'muted');
    host.append(this.title, this.list, this.none);
  }

  render(things, now) {
    put(this.title, t(this.texts.title));
    put(this.none, t(this.texts.none));
    this.none.hidden = things.length > 0;
    for (const thing of things) {
      let row = this.#rows.get(thing);
      if (row === undefined) {
        row = {line: element('li', 'thing'), name: element('span', 'thing-name'), state: element('span', 'thing-state'), note: element('span', 'thing-note')};
        const dot = element('span', 'dot');
        dot.setAttribute('aria-hidden', 'true');
        row.line.append(dot, row.name, row.state, row.note);
        row.line.dataset.name = thing.name;
        this.#rows.set(thing, row);
        this.list.append(row.line);
      }
      mark(row.line, 'data-state', thing.on ? 'on' : 'off');
      put(row.name, thing.kind === '' ? thing.name : `${thing.name} (${t(thing.kind)})`);
      const since = t(thing.sinceExact ? 'since' : 'sinceAtLeast', duration(now - thing.since));
      const waiting = thing.waiting === undefined ? '' : ` · ${t('queued', thing.waiting)}`;
      const lines = thing.serial === undefined ? '' : ` · ${t('lines', thing.serial.get('lines/received') ?? '0', thing.serial.get('lines/bad') ?? '0')}`;
      const holds = !thing.waiting || thing.holds === undefined ? '' : ` · ${t('holds', duration(thing.holds * 1000))}`;
      mark(row.line, 'title', thing.serial?.get('state') ?? null);
      put(row.state, `${t(this.texts.words[thing.on ? 0 : 1])} ${since}${waiting}${traffic(thing, now)}${holds}${lines}`);
      put(row.note, thing.problem);
      row.note.hidden = thing.problem === '';
    }
  }
}

/** What a relay has sent, and dropped and why; how much waits, and since when. */
function traffic(relay, now) {
  const parts = [];
  if (relay.waiting && relay.told.get('waiting/bytes') !== undefined) {
    parts.push(t('size', relay.told.get('waiting/bytes')));
  }
  if (relay.waiting && relay.told.get('waiting/oldest') > 0) {
    parts.push(t('oldest', duration(Math.max(0, now - relay.told.get('waiting/oldest')))));
  }
  if (relay.told.get('sent') !== undefined) {
    parts.push(t('sent', relay.told.get('sent')));
  }
  for (const [level, count] of relay.told) {
    if (level.startsWith('dropped/') && count > 0) {
      parts.push(t('dropped', count, level.slice('dropped/'.length)));
    }
  }
  return parts.map((part) => ` · ${part}`).join('');
}
