// A small line of the last minutes, drawn by uPlot. It draws only what is on the screen, at most every two seconds.

/* global uPlot */

const HEIGHT = 52;
const SHORTEST_SPAN_SECONDS = 120;
const LONGEST_SPAN_SECONDS = 30 * 60;
const REDRAW_MS = 2_000;

const colors = {line: '#000', fill: '#0001'};

function readColors() {
  const style = getComputedStyle(document.documentElement);
  colors.line = style.getPropertyValue('--line').trim();
  colors.fill = style.getPropertyValue('--line-fill').trim();
}

const shown = new Map(); // element to chart
const onScreen = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const chart = shown.get(entry.target);
    if (chart) {
      chart.visible = entry.isIntersecting;
    }
  }
}, {rootMargin: '100px'});
const sizes = new ResizeObserver((entries) => {
  for (const entry of entries) {
    shown.get(entry.target)?.resize(Math.floor(entry.contentRect.width));
  }
});

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  readColors();
  shown.forEach((chart) => chart.redraw());
});
setInterval(() => {
  const now = Date.now();
  shown.forEach((chart) => chart.draw(now));
}, REDRAW_MS);

/** Chart of one signal, inside an element of the page. */
export class Chart {
  #plot = null;
  #width = 0;
  #signal;
  #hover;

  /** @param hover called with the point below the pointer as `{at, value}`, or with null when it leaves */
  constructor(host, signal, hover) {
    this.host = host;
    this.visible = true;
    this.#signal = signal;
    this.#hover = hover;
    shown.set(host, this);
    onScreen.observe(host);
    sizes.observe(host);
  }

  resize(width) {
    this.#width = width;
    this.#plot?.setSize({width, height: HEIGHT});
    this.draw(Date.now());
  }

  draw(now) {
    if (!this.visible || this.#width < 40 || this.#signal.xs.length === 0) {
      return;
    }
    const data = [this.#signal.xs, this.#signal.ys];
    if (this.#plot === null) {
      readColors();
      this.#plot = new uPlot(this.#options(), data, this.host);
    } else if (document.visibilityState === 'visible') {
      this.#plot.setData(data);
    }
    this.now = now;
  }

  redraw() {
    this.#plot?.redraw();
  }

  close() {
    shown.delete(this.host);
    onScreen.unobserve(this.host);
    sizes.unobserve(this.host);
    this.#plot?.destroy();
  }

  /** The seconds that the chart spans now. */
  span() {
    const first = this.#signal.xs[0] ?? Date.now() / 1000;
    return Math.min(LONGEST_SPAN_SECONDS, Math.max(SHORTEST_SPAN_SECONDS, Date.now() / 1000 - first));
  }

  #options() {
    return {
      width: this.#width,
      height: HEIGHT,
      legend: {show: false},
      padding: [4, 3, 3, 3],
      axes: [{show: false}, {show: false}],
      cursor: {x: true, y: false, drag: {x: false, y: false}, points: {size: 7}},
      scales: {
        x: {time: false, range: () => [Date.now() / 1000 - this.span(), Date.now() / 1000]},
        y: {range: (_plot, min, max) => {
          const margin = Math.max((max - min) * 0.12, Math.abs(max) * 0.004, 0.05); // noise must not look like a storm
          return [min - margin, max + margin];
        }},
      },
      series: [{}, {
        stroke: () => colors.line,
        fill: () => colors.fill,
        width: 1.75,
        points: {show: (plot) => plot.data[0].length < 3, size: 5},
      }],
      hooks: {
        setCursor: [(plot) => {
          const at = plot.cursor.idx;
          const value = at == null ? null : this.#signal.ys[at];
          this.#hover(value == null || plot.cursor.left < 0 ? null : {at: this.#signal.xs[at] * 1000, value});
        }],
      },
    };
  }
}
