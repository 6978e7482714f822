// The lamp: what was asked for and what the lamp itself says are two things, and both are shown.

import {element, mark, put} from './dom.js';
import {clean, decode, onOff} from './payload.js';
import {ago, t} from './texts.js';

const PATIENCE_MS = 3_000; // without confirmation, then something is wrong

export class Lamp {
  #topics;
  #link;
  #confirmed = null; // true, false; null: not told
  #confirmedAt = null; // null: retained, so nobody knows
  #confirmedIn = null; // ms from click to confirmation
  #request = null; // {on, at, trouble}
  #online = false;

  /** @param topics `{command, state}` */
  constructor(host, topics, link) {
    this.#topics = topics;
    this.#link = link;
    this.card = host;
    this.title = element('h2', 'card-title');
    this.title.id = 'lamp-title';
    this.state = element('p', 'lamp-state');
    this.state.setAttribute('aria-live', 'polite');
    this.button = element('button', 'switch');
    this.button.type = 'button';
    this.button.setAttribute('role', 'switch');
    this.button.append(element('span', 'knob'));
    this.button.addEventListener('click', () => this.#click());
    this.note = element('p', 'lamp-note');
    this.trouble = element('p', 'warning');
    this.trouble.setAttribute('role', 'alert');
    this.trouble.hidden = true;
    this.topic = element('p', 'topic', clean(topics.command));
    const row = element('div', 'lamp-row');
    row.append(this.state, this.button);
    host.append(this.title, row, this.note, this.topic, this.trouble);
    this.render(Date.now());
  }

  /** Takes the state that the lamp tells. */
  accept(bytes, retained, now) {
    const told = onOff(decode(bytes).text);
    if (told === null) {
      return;
    }
    this.#confirmed = told;
    this.#confirmedAt = retained ? null : now;
    this.#confirmedIn = null;
    if (this.#request !== null && this.#request.on === told && !retained) {
      this.#confirmedIn = now - this.#request.at;
      this.#request = null;
    }
    this.render(now);
  }

  setOnline(online) {
    this.#online = online;
    this.render(Date.now());
  }

  #click() {
    if (!this.#online) {
      return; // never kept for later: a lamp that switches by itself an hour on is worse
    }
    const request = {on: !(this.#request?.on ?? this.#confirmed ?? false), at: Date.now(), trouble: null};
    this.#request = request;
    this.#confirmedIn = null;
    this.#link.command(this.#topics.command, request.on ? '1' : '0', (code) => {
      request.trouble = code === 0x10 ? 'nobody' : code >= 0x80 ? 'denied' : code < 0 ? 'notSent' : null;
      this.render(Date.now());
    });
    this.render(request.at);
  }

  /** Shows the state as of now; called each second and at each change. */
  render(now) {
    const on = this.#confirmed;
    const request = this.#request;
    const late = request !== null && now - request.at >= PATIENCE_MS;
    if (request !== null && !late) { // exactly when the patience ends, not at the next tick
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.render(Date.now()), request.at + PATIENCE_MS - now);
    }
    put(this.title, t('lamp'));
    put(this.state, t(on === null ? 'unknown' : on ? 'on' : 'off'));
    mark(this.card, 'data-confirmed', on === null ? 'unknown' : on ? 'on' : 'off');
    mark(this.card, 'data-requested', request === null ? null : request.on ? 'on' : 'off');
    mark(this.button, 'aria-checked', String(on === true));
    mark(this.button, 'aria-disabled', String(!this.#online));
    mark(this.button, 'aria-label', t((request?.on ?? on) === true ? 'turnOff' : 'turnOn'));
    put(this.note, this.#explain(now, late));
    const trouble = request === null ? '' : this.#trouble(request, late);
    put(this.trouble, trouble);
    this.trouble.hidden = trouble === '';
  }

  #explain(now, late) {
    const request = this.#request;
    if (request !== null) {
      const asked = t(request.on ? 'requestedOn' : 'requestedOff', ago(now - request.at));
      return late || request.trouble !== null ? asked : `${asked} · ${t('waiting')}`;
    }
    if (this.#confirmed === null) {
      return t('noStateYet');
    }
    if (this.#confirmedAt === null) {
      return t('keptState');
    }
    const since = t('confirmed', ago(now - this.#confirmedAt));
    return this.#confirmedIn !== null && now - this.#confirmedAt < 5_000 && this.#confirmedIn < 1_000
      ? t('confirmedIn', `${Math.round(this.#confirmedIn)}\u00a0ms`)
      : since;
  }

  #trouble(request, late) {
    if (request.trouble === 'notSent') {
      return t('notSent');
    }
    if (request.trouble !== null) {
      return t(request.trouble, clean(this.#topics.command));
    }
    return late ? t('noConfirmation', clean(this.#topics.state)) : '';
  }
}
