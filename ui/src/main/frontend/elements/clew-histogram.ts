import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Histogram } from '../lib/api.ts';
import { computed, SEVERITIES, severityColor } from '../lib/colors.ts';
import { clock, clockMinutes, compact, count, day } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';

const BOTTOM = 18;
const LEFT = 44;

/** Counts over time stacked by severity or status; drag to zoom. `data`: as the API answers. */
@customElement('clew-histogram')
export class ClewHistogram extends LitElement {
  @property({ attribute: false }) data: Histogram | null = null;
  @state() private hovered = -1;
  @state() private drag: { from: number; to: number } | null = null;
  @query('canvas') private canvas!: HTMLCanvasElement;
  private release: Array<() => void> = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const resized = new ResizeObserver(() => this.paint());
    resized.observe(this);
    const themed = new MutationObserver(() => this.paint());
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.release = [() => resized.disconnect(), () => themed.disconnect()];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
  }

  override updated(): void {
    this.paint();
  }

  private get buckets(): number {
    return this.data?.series.reduce((most, s) => Math.max(most, s.counts.length), 0) ?? 0;
  }

  private step(): number {
    return (this.clientWidth - LEFT - 16) / Math.max(1, this.buckets);
  }

  private totals(): number[] {
    const totals = new Array<number>(this.buckets).fill(0);
    for (const series of this.data?.series ?? []) series.counts.forEach((c, i) => (totals[i]! += c));
    return totals;
  }

  private paint(): void {
    const width = this.clientWidth;
    const height = this.clientHeight;
    if (!this.canvas || width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const g = this.canvas.getContext('2d');
    if (!g || !this.data || this.buckets === 0) return;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    const totals = this.totals();
    const most = Math.max(1, ...totals);
    this.axes(g, width, height, most);
    const step = this.step();
    const scale = (height - BOTTOM - 10) / most;
    const base = new Array<number>(this.buckets).fill(height - BOTTOM);
    const series = [...this.data.series].sort((a, b) => rank(a) - rank(b));
    for (const one of series) {
      g.fillStyle = computed(severityColor(one.severity ?? one.status ?? ''), this);
      one.counts.forEach((c, i) => {
        if (c === 0) return;
        const h = Math.max(1, c * scale);
        g.globalAlpha = this.hovered < 0 || this.hovered === i ? 1 : 0.6;
        g.fillRect(LEFT + i * step, base[i]! - h, Math.max(1, step - 1), h);
        base[i]! -= h;
      });
    }
    g.globalAlpha = 1;
    if (this.drag) {
      g.fillStyle = computed('var(--accent-soft)', this);
      const from = Math.min(this.drag.from, this.drag.to);
      g.fillRect(from, 0, Math.abs(this.drag.to - this.drag.from), height - BOTTOM);
    }
  }

  private axes(g: CanvasRenderingContext2D, width: number, height: number, most: number): void {
    g.font = `11px ${computed('var(--font)', this)}`;
    g.textBaseline = 'middle';
    g.fillStyle = computed('var(--text-2)', this);
    g.textAlign = 'right';
    g.fillText(compact(most), LEFT - 6, 10);
    g.fillText('0', LEFT - 6, height - BOTTOM - 2);
    g.fillRect(LEFT, height - BOTTOM, 0, 0);
    g.fillStyle = computed('var(--line)', this);
    g.fillRect(LEFT, height - BOTTOM, width - LEFT - 16, 1);
    g.fillRect(LEFT, 10, width - LEFT - 16, 1);
    g.fillStyle = computed('var(--text-2)', this);
    g.textAlign = 'left';
    const { startMillis, stepMillis } = this.data!;
    const length = stepMillis * this.buckets;
    const labels = Math.max(2, Math.floor((width - LEFT) / 130));
    for (let i = 0; i < labels; i++) {
      const bucket = Math.round((i * this.buckets) / labels);
      const t = startMillis + bucket * stepMillis;
      const text = length > 2 * 86400e3 ? day(t).slice(5) : length < 600e3 ? clock(t) : clockMinutes(t);
      g.fillText(text, LEFT + bucket * this.step(), height - 8);
    }
  }

  private down(event: PointerEvent): void {
    const left = this.getBoundingClientRect().left;
    const from = event.clientX - left;
    this.canvas.setPointerCapture(event.pointerId);
    const moved = (e: PointerEvent) => {
      if (Math.abs(e.clientX - left - from) > 4) this.drag = { from, to: e.clientX - left };
    };
    const up = (e: PointerEvent) => {
      this.canvas.removeEventListener('pointermove', moved);
      const drag = this.drag;
      this.drag = null;
      if (!drag) return;
      const at = (x: number) => this.data!.startMillis + ((x - LEFT) / this.step()) * this.data!.stepMillis;
      const end = e.clientX - left;
      urlState.zoom(at(Math.max(LEFT, Math.min(from, end))), at(Math.max(from, end)));
    };
    this.canvas.addEventListener('pointermove', moved);
    this.canvas.addEventListener('pointerup', up, { once: true });
  }

  private tip() {
    if (this.hovered < 0 || !this.data) return nothing;
    const t = this.data.startMillis + this.hovered * this.data.stepMillis;
    const x = LEFT + (this.hovered + 0.5) * this.step();
    const side = x > this.clientWidth / 2 ? `right:${this.clientWidth - x + 12}px` : `left:${x + 12}px`;
    return html`<div class="tip" style=${side}>
      <div class="quiet">${clock(t)} – ${clock(t + this.data.stepMillis)}</div>
      ${[...this.data.series].sort((a, b) => rank(a) - rank(b)).filter((s) => s.counts[this.hovered]! > 0).map(
        (s) => html`<div><span class="chip" style="--chip:${severityColor(s.severity ?? s.status ?? '')}">${s.severity ?? s.status}</span> <b>${count(s.counts[this.hovered])}</b></div>`)}
    </div>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; position: relative; height: 96px; flex: none; border-bottom: 1px solid var(--line); }
      canvas { position: absolute; inset: 0; width: 100%; height: 100%; cursor: crosshair; touch-action: none; }
      .tip { position: absolute; top: 4px; z-index: 5; pointer-events: none; background: var(--raised); border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 4px 8px; font-size: var(--small-size); }
      .tip div { display: flex; gap: 12px; justify-content: space-between; }
    `,
  ];

  override render() {
    return html`<canvas role="img" aria-label="${count(this.data?.total ?? 0)} over time"
        @pointerdown=${this.down}
        @mousemove=${(e: MouseEvent) => {
          const i = Math.floor((e.clientX - this.getBoundingClientRect().left - LEFT) / this.step());
          this.hovered = i >= 0 && i < this.buckets ? i : -1;
        }}
        @mouseleave=${() => (this.hovered = -1)}></canvas>${this.tip()}`;
  }
}

/** Errors at the bottom, where their height can be read. */
function rank(series: { severity?: string; status?: string }): number {
  if (series.status) return series.status === 'error' ? 0 : 1;
  return -SEVERITIES.indexOf((series.severity ?? 'unset') as (typeof SEVERITIES)[number]);
}
