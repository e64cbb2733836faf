import { css, html, LitElement, nothing, unsafeCSS, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import { computed } from '../lib/colors.ts';
import { followPointer, pointAt } from '../lib/crosshair.ts';
import { clock, compact, day } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { zoomOut } from '../lib/time-range.ts';
import { urlState } from '../lib/url-state.ts';
import { chosen, type Line, sorted, withColors } from './chart-lines.ts';
import { type Dot, dotNear, paintDots } from './chart-dots.ts';
import { optionsOf } from './chart-options.ts';
import { followPlotArea, needLeft } from './plot-area.ts';
import './clew-legend.ts';

export type { Line } from './chart-lines.ts';

/** More lines than this nobody tells apart; the rest is said. */
const MOST = 20;
/** What one may ask for all the same. */
const MOST_ASKED = 200;
const TIP_ROWS = 8;

export type Draw = 'line' | 'area' | 'stack' | 'bars' | 'points';

/**
 * Time series: drag to zoom, double-click to zoom out, a crosshair shared by all charts of the page,
 * a legend with figures; a click on a line's name shows it alone, with ctrl it joins.
 *
 * `times`: seconds since the epoch, ascending; `lines`: values at these times; `format`: of values;
 * `ticks`: of the value axis; `increments`: distances its ticks may have; `draw`; `log`; `dots`:
 * single values such as exemplars; `rail`: dots stand below the lines because their values are of
 * another kind; `height`: pixels; `legend`: `table`, `names` or `none`; `range`: milliseconds,
 * default that of the page; `earlier`: what the period of `before` lines is called. Fires `dot` with
 * the one clicked; with a legend of names also `line` with `{labels, add}` of a name clicked.
 */
@customElement('clew-chart')
export class ClewChart extends LitElement {
  @property({ attribute: false }) times: number[] = [];
  @property({ attribute: false }) lines: Line[] = [];
  @property({ attribute: false }) format: (value: number | null) => string = compact;
  @property({ attribute: false }) ticks: ((values: number[]) => string[]) | null = null;
  @property({ attribute: false }) increments: number[] | null = null;
  @property({ attribute: false }) range: { start: number; end: number } | null = null;
  @property({ attribute: false }) dots: Dot[] = [];
  @property({ type: Boolean }) rail = false;
  @property() draw: Draw = 'line';
  @property({ type: Boolean }) log = false;
  @property({ type: Number }) height = 240;
  @property() legend: 'table' | 'names' | 'none' = 'table';
  @property() earlier = '';
  @property() label = '';
  @state() private only: ReadonlySet<string> = new Set();
  @state() private all = false;
  @query('.plot') private box!: HTMLElement;
  @query('.tip') private tip!: HTMLElement;
  private plot: uPlot | null = null;
  private shown: Line[] = [];
  private hot: Dot | null = null;
  private release: Array<() => void> = [];
  private width = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const resized = new ResizeObserver(() => this.resize());
    resized.observe(this);
    const themed = new MutationObserver(() => this.build());
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.release = [() => resized.disconnect(), () => themed.disconnect(), followPointer(this, (t) => this.follow(t)), followPlotArea(this, () => this.plot?.redraw(false, true))];
    if (this.hasUpdated) this.build();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
    this.plot?.destroy();
    this.plot = null;
  }

  override updated(changed: PropertyValues): void {
    if (changed.size === 1 && changed.has('format')) return;
    this.build();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('lines')) return;
    const labels = new Set(this.lines.map((l) => l.label));
    // An isolated line that is no longer there would leave an empty chart.
    if (![...this.only].some((l) => labels.has(l))) this.only = new Set();
  }

  /** The lines that have a place in chart and legend, the greatest first. */
  private get candidates(): Line[] {
    const current = this.lines.filter((l) => !l.before);
    const kept = sorted(current, 'max').slice(0, this.all ? MOST_ASKED : MOST);
    const names = new Set(kept.map((l) => l.label));
    return withColors([...kept, ...this.lines.filter((l) => l.before && names.has(l.label))]);
  }

  private get span(): { start: number; end: number } {
    return this.range ?? urlState.range;
  }

  private resize(): void {
    if (this.clientWidth === 0 || this.clientWidth === this.width) return;
    this.width = this.clientWidth;
    if (this.plot) this.plot.setSize({ width: this.clientWidth, height: this.height });
    else this.build();
  }

  private build(): void {
    const cursor = this.plot?.cursor.left ?? -1;
    this.plot?.destroy();
    this.plot = null;
    if (!this.box || this.clientWidth === 0 || this.times.length === 0) return;
    this.width = this.clientWidth;
    this.shown = this.candidates.filter((l) => this.only.size === 0 || this.only.has(l.label));
    const { start, end } = this.span;
    const { options, data } = optionsOf(this, { lines: this.shown, times: this.times, draw: this.draw, log: this.log, start, end, height: this.height, width: this.clientWidth, format: this.format, ticks: this.ticks, increments: this.increments, left: (pixels) => needLeft(this, pixels) });
    options.cursor = {
      points: { size: 6 },
      drag: { x: true, y: false, setScale: false },
      bind: { dblclick: () => () => { urlState.setRange(zoomOut(this.span, Date.now())); return null; } },
    };
    options.hooks = {
      setSelect: [(u) => this.zoom(u)],
      setCursor: [(u) => this.hovered(u)],
      draw: [(u) => paintDots(u, this.dots, this.rail, this.hot, this)],
    };
    this.plot = new uPlot(options, data, this.box);
    this.plot.over.addEventListener('click', () => this.hot && this.dispatchEvent(new CustomEvent('dot', { detail: this.hot, bubbles: true, composed: true })));
    this.plot.over.addEventListener('mouseleave', () => this.leave());
    if (cursor >= 0) this.tip.hidden = true;
  }

  private zoom(u: uPlot): void {
    if (u.select.width < 4) return;
    urlState.zoom(u.posToVal(u.select.left, 'x') * 1000, u.posToVal(u.select.left + u.select.width, 'x') * 1000);
  }

  private following = false;

  private follow(seconds: number | null): void {
    const u = this.plot;
    if (!u) return;
    this.following = true;
    u.setCursor(seconds === null ? { left: -10, top: -10 } : { left: u.valToPos(seconds, 'x'), top: -10 });
    this.following = false;
  }

  private leave(): void {
    pointAt(null, this);
    this.heat(null);
    this.tip.hidden = true;
  }

  private heat(dot: Dot | null): void {
    if (dot === this.hot) return;
    this.hot = dot;
    if (this.plot) {
      this.plot.over.style.cursor = dot ? 'pointer' : '';
      this.plot.redraw(false, false);
    }
  }

  private hovered(u: uPlot): void {
    if (this.following) {
      this.tip.hidden = true;
      return;
    }
    const left = u.cursor.left ?? -1;
    if (left < 0 || u.cursor.idx === null || u.cursor.idx === undefined) {
      this.tip.hidden = true;
      return;
    }
    pointAt(u.posToVal(left, 'x'), this);
    this.heat(dotNear(u, this.dots, this.rail, left, u.cursor.top ?? 0));
    if (this.hot) this.showDot(this.hot);
    else this.showValues(u, u.cursor.idx);
    const x = left + u.bbox.left / devicePixelRatio;
    const right = x > this.clientWidth / 2;
    this.tip.style.left = right ? '' : `${x + 14}px`;
    this.tip.style.right = right ? `${this.clientWidth - x + 14}px` : '';
  }

  private showValues(u: uPlot, i: number): void {
    const pointed = u.posToVal(u.cursor.top ?? 0, 'y');
    const all = this.shown.map((l) => ({ l, value: l.values[i] ?? null })).filter((r): r is { l: Line; value: number } => r.value !== null);
    const rows = all.sort((a, b) => b.value - a.value).slice(0, TIP_ROWS);
    const nearest = rows.reduce<number>((best, r, n) => (Math.abs(r.value - pointed) < Math.abs((rows[best]?.value ?? Infinity) - pointed) ? n : best), 0);
    this.tip.hidden = rows.length === 0;
    this.tip.classList.remove('card');
    const ms = this.times[i]! * 1000;
    const { start, end } = this.span;
    const head = row(end - start > 86400e3 ? `${day(ms)} ${clock(ms)}` : clock(ms), all.length > rows.length ? `${rows.length} of ${all.length}` : '', '');
    head.className = 'head';
    this.tip.replaceChildren(head, ...rows.map((r, n) => {
      const line = row(r.l.before ? `${r.l.label} ${this.earlier}` : r.l.label, this.format(r.value), computed(r.l.color!, this));
      if (n === nearest && rows.length > 1) line.classList.add('near');
      return line;
    }));
  }

  private showDot(dot: Dot): void {
    this.tip.hidden = false;
    this.tip.classList.add('card');
    const head = row(clock(dot.time * 1000), this.format(dot.value), '');
    head.className = 'head';
    this.tip.replaceChildren(head, ...dot.lines.map(([name, value]) => row(name, value, '')), ...(dot.hint ? [hint(dot.hint)] : []));
  }

  private pick(label: string, add: boolean): void {
    if (this.legend === 'names') {
      const labels = this.lines.find((l) => l.label === label)?.labels ?? {};
      this.dispatchEvent(new CustomEvent('line', { detail: { labels, add }, bubbles: true, composed: true }));
      return;
    }
    this.only = chosen(this.only, label, add);
  }

  static override styles = [
    unsafeCSS(uplotStyles),
    shared,
    css`
      :host { display: block; position: relative; min-width: 0; }
      .plot { min-height: var(--plot-height, 0); }
      .u-select { background: var(--accent-soft); }
      .u-cursor-x { border-right: 1px solid var(--text-3) !important; }
      .u-cursor-y { display: none; }
      .tip { position: absolute; top: 8px; z-index: 5; pointer-events: none; max-width: min(60%, 520px); background: var(--raised); border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 4px 8px; font-size: var(--small-size); box-shadow: var(--shadow); }
      .tip div { display: flex; gap: 12px; justify-content: space-between; align-items: center; }
      .tip .head { color: var(--text-2); }
      .tip .near { color: var(--text); font-weight: 600; }
      .tip b { font-variant-numeric: tabular-nums; white-space: nowrap; }
      .tip span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 420px; }
      .tip.card div:not(.head) b { font: var(--small-size) var(--mono); font-weight: 400; }
      .tip .hint { color: var(--accent); margin-top: 2px; }
      .rest { padding: 4px 16px; color: var(--text-2); font-size: var(--small-size); }
    `,
  ];

  override render() {
    const total = this.lines.filter((l) => !l.before).length;
    const most = this.all ? MOST_ASKED : MOST;
    return html`<div class="plot" role="img" aria-label="${this.label || 'Chart'}: ${total} series; the legend has their values"></div>
      <div class="tip" hidden></div>
      ${this.legend === 'none' || total === 0 || (this.legend === 'names' && total === 1 && Object.keys(this.lines[0]?.labels ?? {}).length === 0) ? nothing : html`<clew-legend .lines=${this.candidates} .only=${this.only} .format=${this.format} .names=${this.legend === 'names'} .earlier=${this.earlier}
        @pick=${(e: CustomEvent<{ label: string; add: boolean }>) => this.pick(e.detail.label, e.detail.add)}></clew-legend>`}
      ${total > most ? html`<div class="rest">The ${most} greatest of ${total} series are drawn. ${this.all ? 'Aggregate, or choose fewer with topk().' : html`<button class="small" @click=${() => (this.all = true)}>Draw ${Math.min(total, MOST_ASKED)}</button>`}</div>` : nothing}`;
  }
}

function row(name: string, value: string, color: string): HTMLElement {
  const line = document.createElement('div');
  const label = document.createElement('span');
  label.textContent = name;
  if (color) {
    label.className = 'chip';
    label.style.setProperty('--chip', color);
  }
  const number = document.createElement('b');
  number.textContent = value;
  line.append(label, number);
  return line;
}

function hint(text: string): HTMLElement {
  const line = document.createElement('div');
  line.className = 'hint';
  line.textContent = text;
  return line;
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-chart': ClewChart;
  }
}
