import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { computed } from '../lib/colors.ts';
import { followPointer, pointAt } from '../lib/crosshair.ts';
import { clock, compact, percent } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { zoomOut } from '../lib/time-range.ts';
import { urlState } from '../lib/url-state.ts';
import { type Heat, heightOf, quantileAt } from '../lib/heatmap.ts';
import type { Dot } from './chart-dots.ts';
import { followPlotArea, needLeft, PLOT_RIGHT as RIGHT } from './plot-area.ts';
import { timeTicks } from './time-axis.ts';

const TOP = 8;
const BOTTOM = 24;
const REACH = 9;
const QUANTILES = [0.5, 0.95, 0.99];
const SHADES = 32;

interface Geometry {
  left: number;
  width: number;
  height: number;
  cell: number;
  row: number;
}

/**
 * Counts over time and value, the more the brighter. Drag to zoom, double-click to zoom out; the
 * pointer is shared with the charts of the page.
 *
 * `heat`; `range`: milliseconds; `format`: of values; `dots`: exemplars; `lines`: draw quantiles;
 * `height`: pixels; `note`: what a cell counts, e.g. `per second`. Fires `dot`.
 */
@customElement('clew-heatmap')
export class ClewHeatmap extends LitElement {
  @property({ attribute: false }) heat: Heat | null = null;
  @property({ attribute: false }) range: { start: number; end: number } | null = null;
  @property({ attribute: false }) format: (value: number | null) => string = compact;
  @property({ attribute: false }) dots: Dot[] = [];
  @property({ type: Boolean }) lines = true;
  @property({ type: Boolean }) key = true;
  @property({ type: Number }) height = 300;
  @property() note = '';
  @property() label = '';
  @state() private at: { t: number; r: number; x: number } | null = null;
  @state() private hot: Dot | null = null;
  @state() private drag: { from: number; to: number } | null = null;
  @query('canvas') private canvas!: HTMLCanvasElement;
  private other: number | null = null;
  private release: Array<() => void> = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const resized = new ResizeObserver(() => this.paint());
    resized.observe(this);
    const themed = new MutationObserver(() => this.paint());
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const follow = followPointer(this, (t) => {
      this.other = t;
      this.paint();
    });
    this.release = [() => resized.disconnect(), () => themed.disconnect(), follow, followPlotArea(this, () => this.paint())];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
  }

  override updated(): void {
    this.paint();
  }

  private get span(): { start: number; end: number } {
    return this.range ?? urlState.range;
  }

  private geometry(heat: Heat): Geometry {
    const longest = heat.rows.reduce((m, r) => Math.max(m, this.format(r.high).length), 3);
    const left = needLeft(this, 20 + 6.6 * longest);
    const width = Math.max(1, this.clientWidth - left - RIGHT);
    const height = this.height - TOP - BOTTOM;
    const step = heat.times.length > 1 ? heat.times[1]! - heat.times[0]! : (this.span.end - this.span.start) / 1000;
    return { left, width, height, cell: (step * 1000 * width) / (this.span.end - this.span.start), row: height / Math.max(1, heat.rows.length) };
  }

  private x(g: Geometry, seconds: number): number {
    return g.left + ((seconds * 1000 - this.span.start) / (this.span.end - this.span.start)) * g.width;
  }

  private secondsAt(g: Geometry, x: number): number {
    return (this.span.start + ((x - g.left) / g.width) * (this.span.end - this.span.start)) / 1000;
  }

  private y(g: Geometry, rows: number): number {
    return TOP + g.height - rows * g.row;
  }

  private paint(): void {
    const heat = this.heat;
    if (!this.canvas || this.clientWidth === 0) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = this.clientWidth * ratio;
    this.canvas.height = this.height * ratio;
    const c = this.canvas.getContext('2d');
    if (!c || !heat || heat.rows.length === 0) return;
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    const g = this.geometry(heat);
    this.axes(c, g, heat);
    c.save();
    c.beginPath();
    c.rect(g.left, TOP, g.width, g.height);
    c.clip();
    this.cells(c, g, heat);
    if (this.lines) this.quantiles(c, g, heat);
    this.diamonds(c, g, heat);
    this.pointer(c, g);
    c.restore();
  }

  private cells(c: CanvasRenderingContext2D, g: Geometry, heat: Heat): void {
    const shades = this.shades();
    const width = heat.times.length;
    const gap = g.cell > 5 && g.row > 5 ? 1 : 0;
    for (let r = 0; r < heat.rows.length; r++) {
      const y = this.y(g, r + 1);
      for (let t = 0; t < width; t++) {
        const n = heat.counts[r * width + t]!;
        if (n <= 0) continue;
        c.fillStyle = shades[Math.min(SHADES - 1, Math.floor(Math.sqrt(n / heat.max) * SHADES))]!;
        // A point stands for the time before it, as increase() and rate() count.
        const x = this.x(g, heat.times[t]!) - g.cell;
        c.fillRect(x, y + gap / 2, Math.max(1, g.cell - gap + (gap ? 0 : 0.5)), Math.max(1, g.row - gap + (gap ? 0 : 0.5)));
      }
    }
  }

  private shades(): string[] {
    const stops = ['var(--heat-low)', 'var(--heat-mid)', 'var(--heat-high)'].map((v) => channels(computed(v, this)));
    return Array.from({ length: SHADES }, (_, i) => {
      const place = (i / (SHADES - 1)) * 2;
      const [a, b] = place < 1 ? [stops[0]!, stops[1]!] : [stops[1]!, stops[2]!];
      const share = place < 1 ? place : place - 1;
      return `rgb(${a.map((v, n) => Math.round(v + (b[n]! - v) * share)).join(' ')})`;
    });
  }

  private quantiles(c: CanvasRenderingContext2D, g: Geometry, heat: Heat): void {
    c.lineJoin = 'round';
    QUANTILES.forEach((q, i) => {
      c.strokeStyle = computed(`var(--heat-line-${i})`, this);
      c.beginPath();
      let pen = false;
      heat.times.forEach((time, t) => {
        const value = quantileAt(heat, t, q);
        const rows = value === null ? null : heightOf(heat, value);
        if (rows === null) {
          pen = false;
          return;
        }
        const x = this.x(g, time) - g.cell / 2;
        if (pen) c.lineTo(x, this.y(g, rows));
        else c.moveTo(x, this.y(g, rows));
        pen = true;
      });
      // A rim in the colour of the page, so that a line is seen on the brightest and the darkest cell.
      const color = c.strokeStyle;
      c.strokeStyle = computed('var(--bg)', this);
      c.globalAlpha = 0.6;
      c.lineWidth = 3.6;
      c.stroke();
      c.strokeStyle = color;
      c.globalAlpha = 1;
      c.lineWidth = 1.4;
      c.stroke();
    });
  }

  private dotPlace(g: Geometry, heat: Heat, dot: Dot): { x: number; y: number } | null {
    const rows = heightOf(heat, dot.value);
    return rows === null ? null : { x: this.x(g, dot.time), y: this.y(g, rows) };
  }

  private diamonds(c: CanvasRenderingContext2D, g: Geometry, heat: Heat): void {
    c.strokeStyle = computed('var(--bg)', this);
    c.lineWidth = 1;
    for (const dot of this.dots) {
      const place = this.dotPlace(g, heat, dot);
      if (!place) continue;
      const r = dot === this.hot ? 6 : 4;
      c.fillStyle = computed(dot === this.hot ? 'var(--accent)' : 'var(--text)', this);
      c.beginPath();
      c.moveTo(place.x, place.y - r);
      c.lineTo(place.x + r, place.y);
      c.lineTo(place.x, place.y + r);
      c.lineTo(place.x - r, place.y);
      c.closePath();
      c.fill();
      c.stroke();
    }
  }

  private pointer(c: CanvasRenderingContext2D, g: Geometry): void {
    if (this.drag) {
      c.fillStyle = computed('var(--accent-soft)', this);
      c.fillRect(Math.min(this.drag.from, this.drag.to), TOP, Math.abs(this.drag.to - this.drag.from), g.height);
    }
    const x = this.at ? this.at.x : this.other === null ? null : this.x(g, this.other);
    if (x === null) return;
    c.fillStyle = computed('var(--text-3)', this);
    c.fillRect(Math.round(x), TOP, 1, g.height);
    if (!this.at) return;
    c.strokeStyle = computed('var(--text)', this);
    c.strokeRect(this.x(g, this.heat!.times[this.at.t]!) - g.cell, this.y(g, this.at.r + 1), Math.max(2, g.cell), g.row);
  }

  private axes(c: CanvasRenderingContext2D, g: Geometry, heat: Heat): void {
    c.font = `11px ${computed('var(--font)', this)}`;
    c.textBaseline = 'middle';
    c.textAlign = 'right';
    const text = computed('var(--text-2)', this);
    const line = computed('var(--line)', this);
    for (const { rows, text: name } of this.ticks(g, heat)) {
      const y = Math.round(this.y(g, rows)) + 0.5;
      c.fillStyle = line;
      c.fillRect(g.left, y, g.width, 1);
      c.fillStyle = text;
      c.fillText(name, g.left - 8, Math.max(TOP + 5, y));
    }
    c.textAlign = 'center';
    for (const { at, label } of timeTicks(this.span.start, this.span.end, g.width)) {
      const x = this.x(g, at / 1000);
      c.fillStyle = line;
      c.fillRect(Math.round(x), TOP, 1, g.height);
      c.fillStyle = text;
      if (x > g.left + 12 && x < this.clientWidth - 20) c.fillText(label, x, this.height - 10);
    }
  }

  /** Bounds of the rows; of many narrow rows, round values between them. */
  private ticks(g: Geometry, heat: Heat): Array<{ rows: number; text: string }> {
    const { rows } = heat;
    const least = rows.find((r) => r.low > 0)?.low ?? 0;
    if (g.row < 14 && least > 0 && rows.every((r) => Number.isFinite(r.high))) {
      const most = rows[rows.length - 1]!.high;
      const round = Array.from({ length: 60 }, (_, i) => 10 ** (Math.floor(i / 3) + Math.floor(Math.log10(least))) * [1, 2, 5][i % 3]!);
      const inside = round.filter((v) => v >= least && v <= most).map((v) => ({ rows: heightOf(heat, v) ?? 0, text: this.format(v) }));
      const apart = inside.length > 1 ? ((inside[inside.length - 1]!.rows - inside[0]!.rows) * g.row) / (inside.length - 1) : 0;
      if (inside.length > 2) return apart >= 18 ? inside : inside.filter((_, i) => i % 3 === 0);
    }
    const every = Math.max(1, Math.ceil(20 / g.row));
    const bounds = [rows[0]!.low, ...rows.map((r) => r.high)];
    return bounds.map((v, i) => ({ rows: i, text: Number.isFinite(v) ? this.format(v) : '∞' })).filter((_, i) => i % every === 0);
  }

  private moved(e: MouseEvent): void {
    const heat = this.heat;
    if (!heat || heat.rows.length === 0) return;
    const box = this.canvas.getBoundingClientRect();
    const g = this.geometry(heat);
    const x = e.clientX - box.left;
    const y = e.clientY - box.top;
    if (x < g.left || x > g.left + g.width) return this.left();
    const seconds = this.secondsAt(g, x);
    const t = heat.times.findIndex((time) => time >= seconds);
    const r = Math.min(heat.rows.length - 1, Math.max(0, Math.floor((TOP + g.height - y) / g.row)));
    this.at = t < 0 ? null : { t, r, x };
    this.hot = this.dots.find((dot) => {
      const place = this.dotPlace(g, heat, dot);
      return place !== null && Math.hypot(place.x - x, place.y - y) < REACH;
    }) ?? null;
    pointAt(seconds, this);
  }

  private left(): void {
    this.at = null;
    this.hot = null;
    pointAt(null, this);
  }

  private down(e: PointerEvent): void {
    const heat = this.heat;
    if (!heat || e.button !== 0) return;
    const left = this.canvas.getBoundingClientRect().left;
    const from = e.clientX - left;
    const g = this.geometry(heat);
    this.canvas.setPointerCapture(e.pointerId);
    const move = (m: PointerEvent) => {
      if (Math.abs(m.clientX - left - from) > 4) this.drag = { from, to: m.clientX - left };
    };
    const up = () => {
      this.canvas.removeEventListener('pointermove', move);
      const drag = this.drag;
      this.drag = null;
      if (drag) urlState.zoom(this.secondsAt(g, Math.max(g.left, Math.min(drag.from, drag.to))) * 1000, this.secondsAt(g, Math.min(g.left + g.width, Math.max(drag.from, drag.to))) * 1000);
      else if (this.hot) this.dispatchEvent(new CustomEvent('dot', { detail: this.hot, bubbles: true, composed: true }));
    };
    this.canvas.addEventListener('pointermove', move);
    this.canvas.addEventListener('pointerup', up, { once: true });
  }

  private tip() {
    const heat = this.heat;
    if (!heat || !this.at) return nothing;
    const { t, r, x } = this.at;
    const side = x > this.clientWidth / 2 ? `right:${this.clientWidth - x + 14}px` : `left:${x + 14}px`;
    if (this.hot) {
      return html`<div class="tip" style=${side}><div class="quiet"><span>${clock(this.hot.time * 1000)}</span><b>${this.format(this.hot.value)}</b></div>
        ${this.hot.lines.map(([name, value]) => html`<div><span>${name}</span><span class="mono">${value}</span></div>`)}${this.hot.hint ? html`<div class="hint">${this.hot.hint}</div>` : nothing}</div>`;
    }
    const width = heat.times.length;
    let total = 0;
    for (let n = 0; n < heat.rows.length; n++) total += heat.counts[n * width + t]!;
    const row = heat.rows[r]!;
    const n = heat.counts[r * width + t]!;
    return html`<div class="tip" style=${side}>
      <div class="quiet"><span>${clock(heat.times[t]! * 1000)}</span></div>
      <div><span>${this.format(row.low)} – ${Number.isFinite(row.high) ? this.format(row.high) : '∞'}</span><b>${compact(n)}${this.note ? ` ${this.note}` : ''}</b></div>
      <div class="quiet"><span>of ${compact(total)}</span><span>${percent(total > 0 ? n / total : null)}</span></div>
      ${QUANTILES.map((q, i) => html`<div><span class="chip" style="--chip:var(--heat-line-${i})">p${q * 100}</span><b>${this.format(quantileAt(heat, t, q))}</b></div>`)}
    </div>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; position: relative; min-width: 0; }
      canvas { display: block; width: 100%; cursor: crosshair; touch-action: none; }
      canvas.hot { cursor: pointer; }
      .tip { position: absolute; top: 8px; z-index: 5; pointer-events: none; min-width: 140px; background: var(--raised); border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 4px 8px; font-size: var(--small-size); box-shadow: var(--shadow); }
      .tip div { display: flex; gap: 12px; justify-content: space-between; align-items: center; font-variant-numeric: tabular-nums; }
      .hint { color: var(--accent); }
      .key { display: flex; align-items: center; gap: 12px; padding: 4px 16px 8px 58px; font-size: var(--small-size); color: var(--text-2); }
      .ramp { width: 120px; height: 8px; border-radius: 2px; background: linear-gradient(90deg, var(--heat-low), var(--heat-mid), var(--heat-high)); }
    `,
  ];

  override render() {
    const heat = this.heat;
    return html`<canvas class=${this.hot ? 'hot' : ''} style="height:${this.height}px" role="img" aria-label="${this.label || 'Heatmap'}: ${heat?.rows.length ?? 0} ranges of values over time"
        @mousemove=${this.moved} @mouseleave=${this.left} @pointerdown=${this.down} @dblclick=${() => urlState.setRange(zoomOut(this.span, Date.now()))}></canvas>
      ${this.tip()}
      ${this.key && heat && heat.max > 0 ? html`<div class="key"><span>0</span><span class="ramp"></span><span>${compact(heat.max)}${this.note ? ` ${this.note}` : ''}</span>
        ${this.lines ? QUANTILES.map((q, i) => html`<span class="chip" style="--chip:var(--heat-line-${i})">p${q * 100}</span>`) : nothing}</div>` : nothing}`;
  }
}

function channels(color: string): number[] {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})/i.exec(color.trim());
  return hex ? hex.slice(1, 4).map((h) => parseInt(h, 16)) : [128, 128, 128];
}

declare global {
  interface HTMLElementTagNameMap {
    'clew-heatmap': ClewHeatmap;
  }
}
