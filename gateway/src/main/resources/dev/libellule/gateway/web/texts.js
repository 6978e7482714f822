// Every word of the page, in French and English, and how numbers and times are said.

const FRENCH_DROPS = {
  'no-room': 'plus de place', 'too-large': 'trop grands', 'refused': 'refusés', 'loop': 'boucle', 'no-rule': 'sans règle',
};

const FRENCH = {
  subtitle: 'La maison, en direct',
  lamp: 'Lampe', on: 'Allumée', off: 'Éteinte', unknown: 'Inconnue',
  turnOn: 'Allumer la lampe', turnOff: 'Éteindre la lampe',
  requestedOn: (time) => `Demandé : allumer, ${time}`,
  requestedOff: (time) => `Demandé : éteindre, ${time}`,
  waiting: 'en attente de confirmation…',
  confirmed: (time) => `Confirmé par la lampe, ${time}`,
  confirmedIn: (duration) => `Confirmé en ${duration}`,
  keptState: 'État gardé par le broker, âge inconnu',
  noStateYet: 'La lampe n’a pas encore dit son état',
  noConfirmation: (topic) => `Pas de confirmation sur ${topic}. La carte de la lampe ne répond pas : est-elle alimentée et reliée ?`,
  nobody: (topic) => `Personne n’écoute ${topic} : la carte de la lampe n’est pas reliée au broker.`,
  denied: (topic) => `Le broker refuse que cet utilisateur publie sur ${topic}.`,
  notSent: 'La commande n’est pas partie : la liaison avec le broker est coupée.',
  boards: 'Cartes et passerelles', noBoards: 'Aucune carte ne s’est annoncée.',
  online: 'en ligne', offline: 'hors ligne', gateway: 'passerelle',
  since: (duration) => `depuis ${duration}`, sinceAtLeast: (duration) => `depuis au moins ${duration}`,
  relay: 'Relais vers l’extérieur', noRelay: 'Aucun relais ne s’est annoncé.',
  linked: 'relié', cut: 'coupé', queued: (count) => `${count} en attente`,
  sent: (count) => `${count} envoyés`, oldest: (duration) => `le plus ancien depuis ${duration}`,
  size: (bytes) => (bytes < 10240 ? `${bytes} octets` : `${Math.floor(bytes / 1024)} Kio`),
  dropped: (count, why) => `${count} abandonnés\u00a0: ${FRENCH_DROPS[why] ?? why}`,
  lines: (received, bad) => `${received} lignes, ${bad} mauvaises`,
  holds: (duration) => `tient encore ${duration}`,
  broker: 'Broker', version: 'Version', uptime: 'Actif depuis', clients: 'Clients', address: 'Adresse',
  disk: 'Disque', written: (size) => `${size} écrits aujourd’hui`,
  cardLasts: (years) => (years >= 100 ? 'à ce rythme, la carte dure plus de 100 ans' : years < 1 ? 'à ce rythme, la carte dure MOINS D’UN AN' : `à ce rythme, la carte dure ${years} ans`),
  cardHow: (size) => `Ce qu’une carte neuve supporte (${size}, ou libellule_card_endurance), divisé par ce qui est écrit par jour, en moyenne sur 30 jours au plus.`,
  notTold: 'non communiqué',
  rooms: 'Pièces', house: 'Maison',
  none: 'Aucune valeur pour l’instant',
  tryThis: 'Dès qu’un message arrive, il s’affiche ici. Pour essayer :',
  allFresh: (count) => (count === 1 ? '1 valeur, à jour' : `${count} valeurs, toutes à jour`),
  someOld: (old, count) => `${old} ${old === 1 ? 'valeur n’est pas à jour' : 'valeurs ne sont pas à jour'}, sur ${count}`,
  more: (count) => `${count} autres sujets ne sont pas affichés : la page s’arrête à 300.`,
  ago: (duration) => `il y a ${duration}`, now: 'à l’instant',
  stale: 'ancienne', unknownAge: 'gardée par le broker, âge inconnu',
  usually: (duration) => `d’habitude toutes les ${duration}`,
  quality: (word) => `qualité : ${word}`,
  bytes: (count) => `${count} octets, pas du texte`,
  range: (duration, low, high) => (low === high ? `${duration} · ${low}` : `${duration} · de ${low} à ${high}`),
  chart: (name, range) => `Courbe de ${name}, ${range}`,
  connecting: 'Connexion…', connected: 'Connecté', disconnected: 'Déconnecté', asking: 'Mot de passe demandé',
  unreachable: (url) => `Le broker ne répond pas à l’adresse ${url}. La passerelle est-elle en marche ?`,
  lost: (url) => `La liaison avec le broker ${url} est coupée. Les valeurs affichées datent d’avant la coupure.`,
  refused: (url, code) => `Le broker ${url} refuse la connexion (code ${code}).`,
  wrongUrl: (url) => `L’adresse « ${url} » n’est pas celle d’un broker : elle doit commencer par ws:// ou wss://.`,
  retryIn: (duration) => `Nouvel essai dans ${duration}.`, retrying: 'Nouvel essai…', retry: 'Réessayer maintenant',
  cannotRead: (filters) => `Cet utilisateur n’a pas le droit de lire ${filters}.`,
  login: 'Se connecter au broker', loginWhy: (url) => `Le broker ${url} demande un nom et un mot de passe.`,
  loginWrong: (url) => `Le broker ${url} n’accepte pas ce nom ou ce mot de passe.`,
  loginKept: 'Gardés dans cet onglet seulement, et oubliés quand vous le fermez.',
  user: 'Nom', password: 'Mot de passe', enter: 'Se connecter', language: 'Langue',
  temperature: 'Température', humidity: 'Humidité', pressure: 'Pression', light: 'Lumière', button: 'Bouton', value: 'Valeur',
  footer: 'Cette page ne charge rien d’Internet.',
};

const ENGLISH = {
  subtitle: 'The house, live',
  lamp: 'Lamp', on: 'On', off: 'Off', unknown: 'Unknown',
  turnOn: 'Switch the lamp on', turnOff: 'Switch the lamp off',
  requestedOn: (time) => `Requested: on, ${time}`,
  requestedOff: (time) => `Requested: off, ${time}`,
  waiting: 'waiting for confirmation…',
  confirmed: (time) => `Confirmed by the lamp, ${time}`,
  confirmedIn: (duration) => `Confirmed in ${duration}`,
  keptState: 'State kept by the broker, age unknown',
  noStateYet: 'The lamp has not told its state yet',
  noConfirmation: (topic) => `No confirmation on ${topic}. The lamp’s board does not answer: has it power, and is it connected?`,
  nobody: (topic) => `Nobody listens to ${topic}: the lamp’s board is not connected to the broker.`,
  denied: (topic) => `The broker does not let this user publish on ${topic}.`,
  notSent: 'The command was not sent: the connection to the broker is cut.',
  boards: 'Boards and gateways', noBoards: 'No board has announced itself.',
  online: 'online', offline: 'offline', gateway: 'gateway',
  since: (duration) => `for ${duration}`, sinceAtLeast: (duration) => `for at least ${duration}`,
  relay: 'Relay to the outside', noRelay: 'No relay has announced itself.',
  linked: 'linked', cut: 'cut', queued: (count) => `${count} waiting`,
  lines: (received, bad) => `${received} lines, ${bad} bad`,
  sent: (count) => `${count} sent`, oldest: (duration) => `the oldest for ${duration}`,
  size: (bytes) => (bytes < 10240 ? `${bytes} bytes` : `${Math.floor(bytes / 1024)} KiB`),
  dropped: (count, why) => `${count} dropped: ${why.replaceAll('-', ' ')}`,
  holds: (duration) => `holds ${duration} more`,
  broker: 'Broker', version: 'Version', uptime: 'Running for', clients: 'Clients', address: 'Address',
  disk: 'Disk', written: (size) => `${size} written today`,
  cardLasts: (years) => (years >= 100 ? 'at this rate the card lasts more than 100 years' : years < 1 ? 'at this rate the card lasts LESS THAN A YEAR' : `at this rate the card lasts ${years} years`),
  cardHow: (size) => `What a new card bears (${size}, or libellule_card_endurance), divided by what is written a day, the mean of 30 days at most.`,
  notTold: 'not told',
  rooms: 'Rooms', house: 'House',
  none: 'No value yet',
  tryThis: 'As soon as a message arrives, it is shown here. To try:',
  allFresh: (count) => (count === 1 ? '1 value, fresh' : `${count} values, all fresh`),
  someOld: (old, count) => `${old} of ${count} values ${old === 1 ? 'is' : 'are'} not fresh`,
  more: (count) => `${count} more topics are not shown: the page stops at 300.`,
  ago: (duration) => `${duration} ago`, now: 'just now',
  stale: 'stale', unknownAge: 'kept by the broker, age unknown',
  usually: (duration) => `usually every ${duration}`,
  quality: (word) => `quality: ${word}`,
  bytes: (count) => `${count} bytes, not text`,
  range: (duration, low, high) => (low === high ? `${duration} · ${low}` : `${duration} · ${low} to ${high}`),
  chart: (name, range) => `Chart of ${name}, ${range}`,
  connecting: 'Connecting…', connected: 'Connected', disconnected: 'Disconnected', asking: 'Password wanted',
  unreachable: (url) => `The broker does not answer at ${url}. Is the gateway running?`,
  lost: (url) => `The connection to the broker ${url} is cut. The values shown are from before.`,
  refused: (url, code) => `The broker ${url} refuses the connection (code ${code}).`,
  wrongUrl: (url) => `The address “${url}” is not that of a broker: it must begin with ws:// or wss://.`,
  retryIn: (duration) => `Next try in ${duration}.`, retrying: 'Trying again…', retry: 'Try now',
  cannotRead: (filters) => `This user has no right to read ${filters}.`,
  login: 'Connect to the broker', loginWhy: (url) => `The broker ${url} asks for a name and a password.`,
  loginWrong: (url) => `The broker ${url} does not accept this name or password.`,
  loginKept: 'Kept in this tab only, and forgotten when you close it.',
  user: 'Name', password: 'Password', enter: 'Connect', language: 'Language',
  temperature: 'Temperature', humidity: 'Humidity', pressure: 'Pressure', light: 'Light', button: 'Button', value: 'Value',
  footer: 'This page loads nothing from the Internet.',
};

export const TEXTS = {fr: FRENCH, en: ENGLISH};
const KEY = 'libellule.language';

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage switched off by the user
  }
}

let language = remembered() ?? (navigator.languages ?? [navigator.language]).map((tag) => tag.slice(0, 2)).find((tag) => tag in TEXTS);
language = language in TEXTS ? language : 'en';

export const currentLanguage = () => language;

export function chooseLanguage(chosen) {
  language = chosen;
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // not remembered then
  }
}

/** The words for a key, in the language chosen; French puts a space that does not break before its double marks. */
export function t(key, ...values) {
  const text = TEXTS[language][key];
  const said = typeof text === 'function' ? text(...values) : text;
  return language === 'fr' ? said.replace(/ ([:;!?»])/g, '\u00a0$1').replace(/« /g, '«\u00a0') : said;
}

/** Milliseconds as one or two units: 3 s, 5 min, 2 h 10 min, 3 d. */
export function duration(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const day = language === 'fr' ? 'j' : 'd';
  if (seconds < 60) {
    return `${seconds}\u00a0s`;
  }
  if (seconds < 3600) {
    return `${Math.floor(seconds / 60)}\u00a0min`;
  }
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  if (hours < 24) {
    return minutes === 0 ? `${hours}\u00a0h` : `${hours}\u00a0h ${minutes}\u00a0min`;
  }
  return `${Math.floor(hours / 24)}\u00a0${day}`;
}

/** Bytes with a unit that leaves one to three figures: 3 B, 45 kB, 3.2 TB. */
export function size(bytes) {
  const units = language === 'fr' ? ['o', 'ko', 'Mo', 'Go', 'To', 'Po'] : ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${decimal(value, unit === 0 || value >= 10 ? 0 : 1)}\u00a0${units[unit]}`;
}

/** How long ago, from a second on. */
export const ago = (ms) => (ms < 1000 ? t('now') : t('ago', duration(ms)));

/** A number with the decimals that it came with, in the writing of the language. */
export function decimal(value, decimals) {
  return value.toLocaleString(language, {minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: 'min2'});
}

/** A number as a payload wrote it, with the decimal mark of the language. */
export function written(number, text) {
  const plain = /^[-+]?\d{1,9}(?:\.(\d{1,4}))?$/.exec(text);
  return plain ? decimal(number, plain[1]?.length ?? 0) : number.toLocaleString(language, {maximumSignificantDigits: 6});
}
