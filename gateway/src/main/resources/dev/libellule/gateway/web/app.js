// The page's main: reads what the gateway tells about itself, connects, hands messages on, and draws at most once a frame.

import {mark, put} from './dom.js';
import {House} from './house.js';
import {Lamp} from './lamp.js';
import {Link} from './link.js';
import {clean} from './payload.js';
import {Rooms} from './rooms.js';
import {System} from './system.js';
import {chooseLanguage, currentLanguage, duration, t} from './texts.js';

const DEFAULTS = {websocketPort: 9001, version: '', lamp: {command: 'ctrlled', state: 'ctrlled/etat'}, base: 'maison'};

const byId = (id) => document.getElementById(id);

async function readConfig() {
  try {
    const response = await fetch('config.json');
    return response.ok ? {...DEFAULTS, ...(await response.json())} : DEFAULTS;
  } catch {
    return DEFAULTS; // the page may lie on another server
  }
}

function brokerUrl(config) {
  const given = new URLSearchParams(location.search).get('ws');
  if (given !== null) {
    return given;
  }
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  return `${scheme}://${location.hostname || '127.0.0.1'}:${config.websocketPort}/mqtt`;
}

function isBrokerUrl(url) {
  try {
    return /^wss?:$/.test(new URL(url).protocol);
  } catch {
    return false;
  }
}

/** Name and password, kept for this tab and for one broker only: another address asks again. */
const credentials = {
  read(url) {
    try {
      return JSON.parse(sessionStorage.getItem('libellule.user ' + url));
    } catch {
      return null;
    }
  },
  write(url, given) {
    try {
      sessionStorage.setItem('libellule.user ' + url, JSON.stringify(given));
    } catch {
      // asked for again after a reload
    }
  },
};

const config = await readConfig();
const url = brokerUrl(config);
const shortUrl = clean(url, 80);
const house = new House(config.base);
const filters = [...new Set([`${config.base}/#`, config.lamp.state, 'passerelle/#', '$SYS/broker/#', '+/$etat', '+/+/$etat'])];

let denied = [];
let frame = 0;
const wantFrame = () => {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    render();
  });
};

const link = new Link(url, filters, {
  message(topic, bytes, retained) {
    const now = Date.now();
    if (topic === config.lamp.state) {
      lamp.accept(bytes, retained, now);
    }
    if (!system.accept(topic, bytes, retained, now)) {
      house.accept(topic, bytes, retained, now);
    }
    wantFrame();
  },
  state(changed) {
    lamp.setOnline(changed.state === 'online');
    if (changed.state === 'online') {
      denied = [];
      house.forgetArrivals();
    }
    if (changed.state === 'asking') {
      askPassword();
    }
    wantFrame();
  },
  denied(refused) {
    denied = refused;
    wantFrame();
  },
});
const lamp = new Lamp(byId('lamp'), config.lamp, link);
const system = new System({boards: byId('boards'), relays: byId('relays'), broker: byId('broker')}, url);
const rooms = new Rooms(byId('rooms-list'), house);

function render() {
  const now = Date.now();
  rooms.render(now);
  system.render(now);
  renderConnection(now);
  renderSummary(now);
  renderEmpty();
}

function renderConnection(now) {
  const state = !isBrokerUrl(url) || link.state === 'waiting' ? 'disconnected' : link.state === 'online' ? 'connected' : link.state;
  const again = link.state === 'connecting' && link.reason !== null && link.reason !== 'password';
  mark(document.body, 'data-link', again ? 'disconnected' : state);
  put(byId('link-text'), t(again ? 'disconnected' : state));
  let problem = '';
  if (!isBrokerUrl(url)) {
    problem = t('wrongUrl', shortUrl);
  } else if (link.state === 'waiting' || again) {
    problem = t(link.reason, shortUrl, '0x' + link.code.toString(16).padStart(2, '0'));
  } else if (link.state === 'online' && denied.length > 0) {
    problem = t('cannotRead', denied.map((filter) => clean(filter)).join(', '));
  }
  byId('problem').hidden = problem === '';
  put(byId('problem-text'), problem);
  const waiting = link.state === 'waiting' || again;
  byId('retry').hidden = !waiting;
  put(byId('retry'), t('retry'));
  put(byId('retry-in'), !waiting ? '' : again ? t('retrying') : t('retryIn', duration(link.retryAt - now + 999)));
}

function renderSummary(now) {
  const count = house.signals.size;
  let old = 0;
  for (const signal of house.signals.values()) {
    old += signal.freshness(now) === 'fresh' ? 0 : 1;
  }
  put(byId('summary'), count === 0 || link.state !== 'online' ? '' : old === 0 ? t('allFresh', count) : t('someOld', old, count));
  byId('more').hidden = house.left.size === 0;
  put(byId('more'), t('more', house.left.size));
}

function renderEmpty() {
  byId('empty').hidden = house.signals.size > 0 || link.state !== 'online';
  put(byId('empty-title'), t('none'));
  put(byId('empty-text'), t('tryThis'));
  put(byId('empty-command'), `mosquitto_pub -h ${location.hostname || 'localhost'} -t ${config.base}/salon/temp -m 22.5`);
}

/** The words that change with the language alone. */
function renderWords() {
  document.documentElement.lang = currentLanguage();
  document.querySelectorAll('[data-text]').forEach((node) => put(node, t(node.dataset.text)));
  document.querySelectorAll('[data-language]').forEach((button) => {
    mark(button, 'aria-pressed', String(button.dataset.language === currentLanguage()));
  });
  byId('languages').setAttribute('aria-label', t('language'));
  put(byId('version'), config.version === '' ? '' : `Libellule ${clean(String(config.version), 20)} · `);
  lamp.render(Date.now());
  render();
}

let asked = false;

function askPassword() {
  put(byId('login-why'), t(asked ? 'loginWrong' : 'loginWhy', shortUrl));
  const dialog = byId('login');
  if (!dialog.open) {
    dialog.showModal();
  }
  byId(asked ? 'login-password' : 'login-user').focus();
  asked = true;
}

byId('login-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const given = {user: byId('login-user').value, password: byId('login-password').value};
  credentials.write(url, given);
  byId('login').close();
  link.connect(given);
});
byId('login').addEventListener('cancel', (event) => event.preventDefault()); // without them the page has nothing to show
byId('retry').addEventListener('click', () => link.connect());
document.querySelectorAll('[data-language]').forEach((button) => button.addEventListener('click', () => {
  chooseLanguage(button.dataset.language);
  renderWords();
}));
for (const [target, name] of [[window, 'online'], [document, 'visibilitychange']]) {
  target.addEventListener(name, () => {
    if (link.state === 'waiting' && document.visibilityState === 'visible') {
      link.connect();
    }
  });
}
setInterval(() => {
  lamp.render(Date.now());
  wantFrame();
}, 1000);

renderWords();
if (isBrokerUrl(url)) {
  const known = credentials.read(url);
  asked = known !== null;
  link.connect(known);
}
