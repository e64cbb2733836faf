import { css, html, LitElement } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { computed } from '../lib/colors.ts';
import { clock, duration } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { followPlotArea, PLOT_RIGHT, plotLeft } from '../elements/plot-area.ts';
import { plotWidth, plotX, timeTicks } from '../elements/time-axis.ts';

/** One trace as a dot. */
export interface Dot {
  id: string;
  label: string;
  /** Milliseconds since the epoch. */
  time: number;
  durationNanos: number;
  error: boolean;
}

const BOTTOM = 20;
const TOP = 8;
const REACH = 8;

/**
 * Durations over time on a logarithmic scale, errors marked.
 *
 * `dots`; `start`, `end`: milliseconds, the width; `selected`: a dot's id. Fires `dot-selected` with
 * the id, and `region-selected` with `{start, end, minNanos, maxNanos}` after a drag.
 */
@customElement('clew-scatter')
export class ClewScatter extends LitElement {
  @property({ attribute: false }) dots: Dot[] = [];
  @property({ type: Number }) start = 0;
  @property({ type: Number }) end = 1;
  @property() selected = '';
  @state() private hovered: Dot | null = null;
  @state() private region: { x: number; y: number; w: number; h: number } | null = null;
  @query('canvas') private canvas!: HTMLCanvasElement;
  private release: Array<() => void> = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const resized = new ResizeObserver(() => this.paint());
    resized.observe(this);
    const themed = new MutationObserver(() => this.paint());
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.release = [() => resized.disconnect(), () => themed.disconnect(), followPlotArea(this, () => this.paint())];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
  }

  override updated(): void {
    this.paint();
  }

  private get bounds(): [number, number] {
    const values = this.dots.map((d) => Math.max(1e3, d.durationNanos));
    const low = values.reduce((a, b) => Math.min(a, b), Infinity);
    const high = values.reduce((a, b) => Math.max(a, b), 0);
    if (values.length === 0) return [6, 9];
    return [Math.floor(Math.log10(low)), Math.max(Math.ceil(Math.log10(high * 1.01)), Math.floor(Math.log10(low)) + 1)];
  }

  private x(time: number): number {
    return plotX(time, this.start, this.end, this.clientWidth);
  }

  private y(nanos: number): number {
    const [low, high] = this.bounds;
    const share = (Math.log10(Math.max(1e3, nanos)) - low) / (high - low);
    return this.clientHeight - BOTTOM - share * (this.clientHeight - BOTTOM - TOP);
  }

  private timeAt(x: number): number {
    return this.start + ((x - plotLeft()) / plotWidth(this.clientWidth)) * (this.end - this.start);
  }

  private nanosAt(y: number): number {
    const [low, high] = this.bounds;
    const share = (this.clientHeight - BOTTOM - y) / (this.clientHeight - BOTTOM - TOP);
    return 10 ** (low + share * (high - low));
  }

  private paint(): void {
    const width = this.clientWidth;
    const height = this.clientHeight;
    if (!this.canvas || width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const g = this.canvas.getContext('2d');
    if (!g) return;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.axes(g, width, height);
    const good = computed('var(--accent)', this);
    const bad = computed('var(--bad)', this);
    for (const error of [false, true]) {
      g.fillStyle = error ? bad : good;
      for (const dot of this.dots) {
        if (dot.error !== error) continue;
        g.globalAlpha = dot.id === this.selected || dot === this.hovered ? 1 : 0.6;
        g.beginPath();
        g.arc(this.x(dot.time), this.y(dot.durationNanos), dot.id === this.selected ? 6 : 3.5, 0, 7);
        g.fill();
      }
    }
    g.globalAlpha = 1;
    if (this.region) {
      g.fillStyle = computed('var(--accent-soft)', this);
      g.fillRect(this.region.x, this.region.y, this.region.w, this.region.h);
    }
  }

  private axes(g: CanvasRenderingContext2D, width: number, height: number): void {
    g.font = `11px ${computed('var(--font)', this)}`;
    g.textBaseline = 'middle';
    g.fillStyle = computed('var(--text-2)', this);
    g.strokeStyle = computed('var(--line)', this);
    g.lineWidth = 1;
    const [low, high] = this.bounds;
    for (let power = low; power <= high; power++) {
      const y = Math.round(this.y(10 ** power)) + 0.5;
      g.beginPath();
      g.moveTo(plotLeft(), y);
      g.lineTo(width - PLOT_RIGHT, y);
      g.stroke();
      g.textAlign = 'right';
      g.fillText(duration(10 ** power), plotLeft() - 6, Math.max(y, 7));
    }
    g.textAlign = 'center';
    for (const { at, label } of timeTicks(this.start, this.end, plotWidth(width))) g.fillText(label, this.x(at), height - 8);
  }

  private nearest(event: MouseEvent): Dot | null {
    const box = this.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    let best: Dot | null = null;
    let least = REACH;
    for (const dot of this.dots) {
      const distance = Math.hypot(this.x(dot.time) - x, this.y(dot.durationNanos) - y);
      if (distance < least) {
        least = distance;
        best = dot;
      }
    }
    return best;
  }

  private down(event: PointerEvent): void {
    const box = this.getBoundingClientRect();
    const from = { x: event.clientX - box.left, y: event.clientY - box.top };
    this.canvas.setPointerCapture(event.pointerId);
    const moved = (e: PointerEvent) => {
      const to = { x: e.clientX - box.left, y: e.clientY - box.top };
      if (Math.abs(to.x - from.x) + Math.abs(to.y - from.y) < 6) return;
      this.region = {
        x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), w: Math.abs(to.x - from.x), h: Math.abs(to.y - from.y),
      };
    };
    const up = (e: PointerEvent) => {
      this.canvas.removeEventListener('pointermove', moved);
      const region = this.region;
      this.region = null;
      if (!region) {
        const dot = this.nearest(e);
        if (dot) this.fire('dot-selected', dot.id);
        return;
      }
      this.fire('region-selected', {
        start: this.timeAt(region.x),
        end: this.timeAt(region.x + region.w),
        minNanos: this.nanosAt(region.y + region.h),
        maxNanos: this.nanosAt(region.y),
      });
    };
    this.canvas.addEventListener('pointermove', moved);
    this.canvas.addEventListener('pointerup', up, { once: true });
  }

  private fire(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  static override styles = [
    shared,
    css`
      :host { display: block; position: relative; height: 160px; }
      canvas { position: absolute; inset: 0; width: 100%; height: 100%; cursor: crosshair; touch-action: none; }
    `,
  ];

  override render() {
    const dot = this.hovered;
    return html`<canvas
      role="img"
      aria-label="Duration of ${this.dots.length} traces over time"
      title=${dot ? `${dot.label}, ${duration(dot.durationNanos)}, ${clock(dot.time)}` : ''}
      @pointerdown=${this.down}
      @mousemove=${(e: MouseEvent) => (this.hovered = this.nearest(e))}
      @mouseleave=${() => (this.hovered = null)}
    ></canvas>`;
  }
}
