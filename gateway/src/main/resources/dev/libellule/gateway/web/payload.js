// From the bytes of a message to something that can be shown. Pure functions; anything may come in.

const MAX_BYTES = 4096; // of a payload that is looked at
const MAX_TEXT = 60; // characters of a payload that are shown

// Controls, and the marks that turn the direction of writing: they could make a text look like another one.
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g;

/** Makes a text fit for one short line. */
export function clean(text, max = MAX_TEXT) {
  const line = text.slice(0, max * 4).replace(INVISIBLE, ' ').trim();
  const letters = Array.from(line);
  return letters.length <= max ? line : letters.slice(0, max - 1).join('') + '…';
}

/**
 * What a payload says: `text` for showing, `number` if it is one, `json` if it is an object.
 * `binary` is true for bytes that are not UTF-8; their text is then the first of them in hexadecimal.
 */
export function decode(bytes) {
  const cut = bytes.length > MAX_BYTES;
  let whole;
  try {
    // a cut may fall inside a letter: stream mode leaves such a rest out
    whole = new TextDecoder('utf-8', {fatal: true}).decode(bytes.subarray(0, MAX_BYTES), {stream: cut});
  } catch {
    const hex = Array.from(bytes.subarray(0, 8), (b) => b.toString(16).padStart(2, '0')).join(' ');
    return {text: bytes.length > 8 ? hex + ' …' : hex, number: null, json: null, binary: true, size: bytes.length};
  }
  return {text: clean(whole), number: cut ? null : number(whole), json: cut ? null : object(whole), binary: false, size: bytes.length};
}

/** The number that a text is, with a point as decimal mark; null for anything else. */
export function number(text) {
  return /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?\s*$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : null;
}

function object(text) {
  if (!text.trimStart().startsWith('{')) {
    return null;
  }
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** true, false, or null for a text that says neither. */
export function onOff(text) {
  const word = text.trim().toLowerCase();
  return ['1', 'on', 'true', 'online'].includes(word) ? true : ['0', 'off', 'false', 'offline'].includes(word) ? false : null;
}

const QUANTITIES = new Map();
for (const [quantity, unit, ...names] of [
  ['temperature', '°C', 'temp', 'temperature', 't'],
  ['humidity', '%', 'hum', 'hygro', 'humidite', 'humidity', 'hygrometrie', 'h'],
  ['pressure', 'hPa', 'pression', 'pressure', 'press'],
  ['light', 'lx', 'lux', 'lumiere', 'luminosite', 'light'],
  ['button', '', 'bouton', 'button'],
  ['lamp', '', 'lampe', 'lamp', 'led'],
  ['value', '', 'valeur', 'value'],
]) {
  names.forEach((name) => QUANTITIES.set(name, {quantity, unit}));
}

/** Guesses from the last level of a topic what is measured: `{quantity, unit}`, or null. */
export function guess(name) {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return QUANTITIES.get(plain) ?? null;
}
