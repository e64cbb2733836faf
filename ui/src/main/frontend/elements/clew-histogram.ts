import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Histogram } from '../lib/api.ts';
import { computed, SEVERITIES, severityColor } from '../lib/colors.ts';
import { clock, compact, count } from '../lib/format.ts';
import { exclude, stateOf, without } from '../lib/query-text.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';
import { followPlotArea, plotLeft } from './plot-area.ts';
import { plotWidth, plotX, timeTicks } from './time-axis.ts';

const BOTTOM = 18;

/**
 * Counts over time stacked by severity or status; drag or click a bar to zoom.
 *
 * `data`: as the API answers; `busy`: it is on its way; `legend`: totals beside it, which take a
 * severity out of `query` and back in. Fires `search` with the changed text.
 */
@customElement('clew-histogram')
export class ClewHistogram extends LitElement {
  @property({ attribute: false }) data: Histogram | null = null;
  @property() query = '';
  @property({ type: Boolean }) legend = false;
  @property({ type: Boolean }) busy = false;
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
    this.release = [() => resized.disconnect(), () => themed.disconnect(), followPlotArea(this, () => this.paint())];
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

  private get width(): number {
    return this.canvas?.clientWidth ?? 0;
  }

  private step(): number {
    return plotWidth(this.width) / Math.max(1, this.buckets);
  }

  private totals(): number[] {
    const totals = new Array<number>(this.buckets).fill(0);
    for (const series of this.data?.series ?? []) series.counts.forEach((c, i) => (totals[i]! += c));
    return totals;
  }

  private paint(): void {
    const width = this.width;
    const height = this.clientHeight - 1;
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
        g.fillRect(plotLeft() + i * step, base[i]! - h, Math.max(1, step - 1), h);
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
    g.fillText(compact(most), plotLeft() - 6, 10);
    g.fillText('0', plotLeft() - 6, height - BOTTOM - 2);
    g.fillStyle = computed('var(--line)', this);
    g.fillRect(plotLeft(), height - BOTTOM, plotWidth(width), 1);
    g.fillRect(plotLeft(), 10, plotWidth(width), 1);
    g.fillStyle = computed('var(--text-2)', this);
    g.textAlign = 'center';
    const { startMillis, stepMillis } = this.data!;
    const end = startMillis + stepMillis * this.buckets;
    for (const { at, label } of timeTicks(startMillis, end, plotWidth(width))) g.fillText(label, plotX(at, startMillis, end, width), height - 8);
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
      const at = (x: number) => this.data!.startMillis + ((x - plotLeft()) / this.step()) * this.data!.stepMillis;
      if (!this.data) return;
      if (!drag) {
        const bar = Math.floor((from - plotLeft()) / this.step());
        const { startMillis, stepMillis } = this.data;
        if (bar >= 0 && bar < this.buckets) urlState.zoom(startMillis + bar * stepMillis, startMillis + (bar + 1) * stepMillis);
        return;
      }
      const end = e.clientX - left;
      urlState.zoom(at(Math.max(plotLeft(), Math.min(from, end))), at(Math.max(from, end)));
    };
    this.canvas.addEventListener('pointermove', moved);
    this.canvas.addEventListener('pointerup', up, { once: true });
  }

  /** Severities with their totals, those that the query leaves out included. */
  private side() {
    const totals = new Map(this.data?.series.map((s) => [s.severity ?? '', s.counts.reduce((a, b) => a + b, 0)]) ?? []);
    const left = SEVERITIES.filter((s) => stateOf(this.query, 'severity', s) === 'excluded');
    const shown = [...SEVERITIES].reverse().filter((s) => totals.has(s) || left.includes(s));
    return html`<div class="legend">${shown.map((s) => {
      const off = left.includes(s);
      return html`<button class=${off ? 'off' : ''} aria-pressed=${!off} title=${off ? `Show ${s} again` : `Leave ${s} out`}
        @click=${() => this.dispatchEvent(new CustomEvent('search', { detail: off ? without(this.query, 'severity', s) : exclude(this.query, 'severity', s), bubbles: true, composed: true }))}>
        <span class="chip" style="--chip:${severityColor(s)}">${s}</span><span class="number">${off ? '' : compact(totals.get(s) ?? 0)}</span></button>`;
    })}</div>`;
  }

  private tip() {
    if (this.hovered < 0 || !this.data) return nothing;
    const t = this.data.startMillis + this.hovered * this.data.stepMillis;
    const x = plotLeft() + (this.hovered + 0.5) * this.step();
    const side = x > this.width / 2 ? `right:${this.clientWidth - x + 12}px` : `left:${x + 12}px`;
    return html`<div class="tip" style=${side}>
      <div class="quiet">${clock(t)} – ${clock(t + this.data.stepMillis)}</div>
      ${[...this.data.series].sort((a, b) => rank(a) - rank(b)).filter((s) => s.counts[this.hovered]! > 0).map(
        (s) => html`<div><span class="chip" style="--chip:${severityColor(s.severity ?? s.status ?? '')}">${s.severity ?? s.status}</span> <b>${count(s.counts[this.hovered])}</b></div>`)}
    </div>`;
  }

  static override styles = [
    shared,
    css`
      :host { display: flex; position: relative; height: 96px; flex: none; border-bottom: 1px solid var(--line); }
      canvas { flex: 1; min-width: 0; height: 100%; cursor: crosshair; touch-action: none; }
      .legend { display: flex; flex-direction: column; justify-content: center; width: 118px; flex: none; padding-right: 12px; overflow: hidden; }
      .legend button { height: 15px; padding: 0 4px; font-size: 11px; gap: 6px; color: var(--text-2); justify-content: flex-start; background: none; }
      .legend button:hover { background: var(--hover); }
      .legend .number { margin-left: auto; }
      .legend .off { text-decoration: line-through; opacity: 0.6; }
      .legend .off .chip::before { background: none; border: 1px solid var(--chip); }
      .wait { position: absolute; left: 56px; right: 16px; top: 10px; bottom: 18px; background: var(--hover); border-radius: 2px; }
      .part { position: absolute; left: 64px; top: 2px; font-size: 11px; }
      .tip { position: absolute; top: 4px; z-index: 5; pointer-events: none; background: var(--raised); border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 4px 8px; font-size: var(--small-size); }
      .tip div { display: flex; gap: 12px; justify-content: space-between; }
    `,
  ];

  override render() {
    return html`<canvas role="img" aria-label="${count(this.data?.total ?? 0)} over time"
        @pointerdown=${this.down}
        @mousemove=${(e: MouseEvent) => {
          const i = Math.floor((e.clientX - this.getBoundingClientRect().left - plotLeft()) / this.step());
          this.hovered = i >= 0 && i < this.buckets ? i : -1;
        }}
        @mouseleave=${() => (this.hovered = -1)}></canvas>
      ${this.busy && !this.data ? html`<div class="wait"></div>` : nothing}
      ${this.data?.partial ? html`<span class="part warn" title=${this.data.partial.reason}>counted in part: ${this.data.partial.reason}</span>` : nothing}
      ${this.legend ? this.side() : nothing}${this.tip()}`;
  }
}

/** Errors at the bottom, where their height can be read. */
function rank(series: { severity?: string; status?: string }): number {
  if (series.status) return series.status === 'error' ? 0 : 1;
  return -SEVERITIES.indexOf((series.severity ?? 'unset') as (typeof SEVERITIES)[number]);
}
