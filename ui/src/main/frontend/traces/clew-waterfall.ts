import { css, html, LitElement, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { clock, duration, nanosToMillis, plural } from '../lib/format.ts';
import { addShortcuts } from '../lib/keys.ts';
import { shared } from '../lib/styles.ts';
import { TimeScale } from './time-scale.ts';
import { rowsOf, visible, type Row, type TraceInput } from './waterfall-model.ts';
import { Painter, paintOverview, ROW, type Scene } from './waterfall-painter.ts';

const OVERVIEW = 40;

/** Of a label on the axis, in pixels. */
const HALF_DIGIT = 3.3;

/** The part of the time that is in view, 0 to 1, and where it begins on the screen. */
export interface AxisView {
  from: number;
  to: number;
  nameWidth: number;
}

/**
 * Spans and log lines of one or more traces on a common time axis, drawn on a canvas.
 *
 * `traces`: what to show; `base`: decimal nanoseconds that offsets count from; `compress`: squeeze
 * long silences (several traces); `selected`: `traceId/spanId` or `log/id`; `find`: text to look for.
 * Fires `row-selected` with `{kind, traceId, spanId, logId}`, `view-changed` with an {@link AxisView}.
 */
@customElement('clew-waterfall')
export class ClewWaterfall extends LitElement {
  @property({ attribute: false }) traces: TraceInput[] = [];
  @property() base = '0';
  @property({ type: Boolean }) compress = false;
  @property() selected = '';
  @property() find = '';
  /** The reason a row is shown, for its tooltip; the default says its time and duration. */
  @property({ attribute: false }) why: ((row: Row) => string) | null = null;

  @state() private from = 0;
  @state() private to = 1;
  @state() private hovered = -1;
  @state() private nameWidth = 360;
  @state() private folded: ReadonlySet<number> = new Set();

  @query('.rows') private scroller!: HTMLElement;
  @query('canvas.main') private canvas!: HTMLCanvasElement;
  @query('canvas.overview') private overview!: HTMLCanvasElement;

  private rows: Row[] = [];
  private shown: number[] = [];
  private scale = TimeScale.linear(0, 1);
  private found: Set<number> | null = null;
  private current = -1;
  private readonly painter = new Painter(this);
  private release: Array<() => void> = [];
  private frame = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const resized = new ResizeObserver(() => this.requestUpdate());
    resized.observe(this);
    const themed = new MutationObserver(() => {
      this.painter.forgetColors();
      this.draw();
    });
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.release = [
      () => resized.disconnect(),
      () => themed.disconnect(),
      addShortcuts([
        { key: 'j', description: 'Next row', run: () => this.move(1) },
        { key: 'k', description: 'Previous row', run: () => this.move(-1) },
        { key: 'ArrowDown', description: 'Next row', run: () => this.move(1) },
        { key: 'ArrowUp', description: 'Previous row', run: () => this.move(-1) },
        { key: 'ArrowLeft', description: 'Fold', run: () => this.fold(true) },
        { key: 'ArrowRight', description: 'Unfold', run: () => this.fold(false) },
      ]),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
    cancelAnimationFrame(this.frame);
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('traces') || changed.has('compress')) {
      this.rows = rowsOf(this.traces);
      const times = this.rows.filter((r) => r.kind !== 'band').map((r): [number, number] => [r.start, r.end]);
      const low = times.reduce((least, t) => Math.min(least, t[0]), Infinity);
      const high = times.reduce((most, t) => Math.max(most, t[1]), -Infinity);
      this.scale = this.compress
        ? TimeScale.compressed(times)
        : TimeScale.linear(Number.isFinite(low) ? low : 0, Number.isFinite(high) ? high : 1);
      this.folded = new Set();
      this.from = 0;
      this.to = 1;
    }
    if (changed.has('traces') || changed.has('folded')) this.shown = visible(this.rows, this.folded);
    if (changed.has('traces') || changed.has('find')) this.found = this.search();
    if (changed.has('traces') || changed.has('selected')) {
      this.current = this.rows.findIndex((r) => this.keyOf(r) === this.selected && this.selected !== '');
    }
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('selected') || changed.has('traces')) this.reveal(this.current);
    if (changed.has('from') || changed.has('to') || changed.has('nameWidth')) {
      const { from, to, nameWidth } = this;
      this.dispatchEvent(new CustomEvent<AxisView>('view-changed', { detail: { from, to, nameWidth } }));
    }
    this.draw();
  }

  private search(): Set<number> | null {
    const text = this.find.trim().toLowerCase();
    if (text === '') return null;
    const found = new Set<number>();
    this.rows.forEach((row, i) => {
      if (row.name.toLowerCase().includes(text) || row.service.toLowerCase().includes(text)) found.add(i);
    });
    return found;
  }

  private keyOf(row: Row): string {
    const trace = this.traces[row.trace]!;
    if (row.kind === 'log') return `log/${trace.logs!.id[row.index]!}`;
    return row.kind === 'span' ? `${trace.traceId}/${trace.columns.spanId[row.index]!}` : '';
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  private scene(): Scene {
    return {
      rows: this.rows,
      shown: this.shown,
      folded: this.folded,
      first: Math.floor(this.scroller.scrollTop / ROW),
      offset: this.scroller.scrollTop,
      width: this.scroller.clientWidth,
      height: this.scroller.clientHeight,
      nameWidth: Math.min(this.nameWidth, this.scroller.clientWidth * 0.6),
      scale: this.scale,
      from: this.from,
      to: this.to,
      selected: this.current,
      hovered: this.hovered,
      matches: this.found,
    };
  }

  private paint(): void {
    if (!this.scroller) return;
    const scene = this.scene();
    const g = sized(this.canvas, scene.width, scene.height);
    if (g) this.painter.paint(g, scene);
    const width = this.overview.parentElement!.clientWidth;
    const small = sized(this.overview, width, OVERVIEW);
    if (small) paintOverview(small, this.rows, this.scale, width, OVERVIEW, this);
  }

  private reveal(i: number): void {
    const at = this.shown.indexOf(i);
    if (at < 0 || !this.scroller) return;
    const top = at * ROW;
    const { scrollTop, clientHeight } = this.scroller;
    if (top < scrollTop || top + ROW > scrollTop + clientHeight) {
      this.scroller.scrollTop = Math.max(0, top - clientHeight / 2);
    }
  }

  private move(by: number): boolean {
    if (this.shown.length === 0) return false;
    const at = this.shown.indexOf(this.current);
    let next = at < 0 ? (by > 0 ? 0 : this.shown.length - 1) : at + by;
    while (this.rows[this.shown[next] ?? -1]?.kind === 'band') next += by;
    const i = this.shown[Math.min(this.shown.length - 1, Math.max(0, next))];
    if (i !== undefined) this.choose(i);
    return true;
  }

  private fold(close: boolean): boolean {
    const row = this.rows[this.current];
    if (!row || row.until === this.current + 1) return false;
    this.toggle(this.current, close);
    return true;
  }

  private toggle(i: number, close: boolean): void {
    const next = new Set(this.folded);
    if (close) next.add(i);
    else next.delete(i);
    this.folded = next;
  }

  private choose(i: number): void {
    const row = this.rows[i]!;
    if (row.kind === 'band') {
      this.toggle(i, !this.folded.has(i));
      return;
    }
    const trace = this.traces[row.trace]!;
    this.selected = this.keyOf(row);
    this.dispatchEvent(
      new CustomEvent('row-selected', {
        bubbles: true,
        composed: true,
        detail: {
          kind: row.kind,
          traceId: trace.traceId,
          spanId: row.kind === 'span' ? trace.columns.spanId[row.index]! : '',
          logId: row.kind === 'log' ? trace.logs!.id[row.index]! : '',
        },
      }),
    );
  }

  private rowAt(event: MouseEvent): number {
    const y = event.clientY - this.scroller.getBoundingClientRect().top + this.scroller.scrollTop;
    return this.shown[Math.floor(y / ROW)] ?? -1;
  }

  private clicked(event: MouseEvent): void {
    const i = this.rowAt(event);
    const row = this.rows[i];
    if (!row) return;
    const x = event.clientX - this.scroller.getBoundingClientRect().left;
    const arrow = 8 + row.depth * 12;
    if (row.until > i + 1 && x >= arrow - 4 && x <= arrow + 14) this.toggle(i, !this.folded.has(i));
    else this.choose(i);
  }

  private hover(event: MouseEvent): void {
    const i = this.rowAt(event);
    if (i === this.hovered) return;
    this.hovered = i;
    const row = this.rows[i];
    this.scroller.title = row ? this.tip(row) : '';
  }

  private tip(row: Row): string {
    const own = row.kind === 'log' ? row.name : `${row.service} ${row.name}, ${duration(row.end - row.start)}`;
    return `${own}\n${this.clockOf(row.start)}${this.why ? `\n${this.why(row)}` : ''}`;
  }

  private clockOf(nanos: number): string {
    const whole = BigInt(this.base) + BigInt(Math.round(nanos));
    const ms = nanosToMillis(whole.toString());
    return `${clock(ms)}.${String(ms % 1000).padStart(3, '0')}`;
  }

  private wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const box = this.scroller.getBoundingClientRect();
    const scene = this.scene();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left - scene.nameWidth) / (scene.width - scene.nameWidth)));
    const middle = this.from + share * (this.to - this.from);
    const length = Math.min(1, (this.to - this.from) * (event.deltaY > 0 ? 1.25 : 0.8));
    const from = Math.min(1 - length, Math.max(0, middle - share * length));
    this.from = from;
    this.to = from + length;
  }

  /** Drags out the part in view on the overview strip; a click shows all again. */
  private brush(event: PointerEvent): void {
    const box = this.overview.getBoundingClientRect();
    const at = (e: PointerEvent) => Math.min(1, Math.max(0, (e.clientX - box.left) / box.width));
    const start = at(event);
    const target = event.currentTarget as HTMLElement;
    target.setPointerCapture(event.pointerId);
    const moved = (e: PointerEvent) => {
      const end = at(e);
      if (Math.abs(end - start) < 0.004) return;
      this.from = Math.min(start, end);
      this.to = Math.max(start, end);
    };
    const done = (e: PointerEvent) => {
      if (Math.abs(at(e) - start) < 0.004) {
        this.from = 0;
        this.to = 1;
      }
      target.removeEventListener('pointermove', moved);
      target.removeEventListener('pointerup', done);
    };
    target.addEventListener('pointermove', moved);
    target.addEventListener('pointerup', done);
  }

  private resize(event: PointerEvent): void {
    const target = event.currentTarget as HTMLElement;
    const left = this.scroller.getBoundingClientRect().left;
    target.setPointerCapture(event.pointerId);
    const moved = (e: PointerEvent) => {
      this.nameWidth = Math.max(120, e.clientX - left);
    };
    target.addEventListener('pointermove', moved);
    target.addEventListener('pointerup', () => target.removeEventListener('pointermove', moved), { once: true });
  }

  static override styles = [
    shared,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; overflow: hidden; }
      .strip { position: relative; height: 40px; border-bottom: 1px solid var(--line); cursor: crosshair; flex: none; touch-action: none; }
      .strip canvas { position: absolute; inset: 0; }
      .shade { position: absolute; top: 0; bottom: 0; background: var(--bg); opacity: 0.65; pointer-events: none; }
      .axis { position: relative; height: 22px; border-bottom: 1px solid var(--line); flex: none; overflow: hidden; }
      .axis span { position: absolute; top: 3px; font-size: var(--small-size); color: var(--text-2); white-space: nowrap; transform: translateX(-50%); font-variant-numeric: tabular-nums; }
      .axis b { position: absolute; left: 8px; top: 3px; font-weight: 500; font-size: var(--small-size); color: var(--text-2); }
      .grip { position: absolute; top: 0; bottom: 0; width: 7px; margin-left: -3px; cursor: col-resize; z-index: 1; touch-action: none; }
      .body { position: relative; flex: 1; min-height: 0; }
      .rows { position: absolute; inset: 0; overflow: auto; outline-offset: -2px; scrollbar-gutter: stable; }
      .space { width: 1px; }
      canvas.main { position: sticky; top: 0; left: 0; display: block; }
    `,
  ];

  override render() {
    const width = this.scroller?.clientWidth ?? 1000;
    return html`
      <div class="strip" @pointerdown=${this.brush} title="Drag to zoom, click to see all">
        <canvas class="overview"></canvas>
        <div class="shade" style="left:0;width:${this.from * 100}%"></div>
        <div class="shade" style="right:0;width:${(1 - this.to) * 100}%"></div>
      </div>
      <div class="axis">${this.axis(width)}</div>
      <div class="body">
        <div class="grip" style="left:${Math.min(this.nameWidth, width * 0.6)}px" @pointerdown=${this.resize}></div>
        <div class="rows" tabindex="0" role="treegrid" aria-label="Waterfall" aria-rowcount=${this.shown.length}
          @scroll=${this.draw} @click=${this.clicked} @mousemove=${this.hover} @wheel=${this.wheel}
          @mouseleave=${() => (this.hovered = -1)}>
          <canvas class="main"></canvas>
          <div class="space" style="height:${Math.max(0, this.shown.length * ROW - (this.scroller?.clientHeight ?? 0))}px"></div>
        </div>
      </div>
      ${this.spoken()}
    `;
  }

  private axis(width: number) {
    const nameWidth = Math.min(this.nameWidth, width * 0.6);
    const span = width - nameWidth - 24;
    const labels: Array<{ x: number; text: string }> = [];
    for (const t of this.scale.ticks(this.from, this.to, 6)) {
      const share = (this.scale.position(t) - this.from) / (this.to - this.from);
      const at = nameWidth + 8 + share * span;
      if (at < nameWidth || at > width) continue;
      const text = this.compress ? this.clockOf(t) : duration(t - this.scale.start);
      const half = text.length * HALF_DIGIT;
      const x = Math.min(Math.max(at, nameWidth + half + 4), width - half - 4);
      const last = labels.at(-1);
      if (!last || x - half > last.x + last.text.length * HALF_DIGIT + 8) labels.push({ x, text });
    }
    return html`<b>${plural(this.rows.filter((r) => r.kind === 'span').length, 'span')}</b>
      ${labels.map(({ x, text }) => html`<span style="left:${x}px">${text}</span>`)}`;
  }

  /** What a screen reader hears of the canvas: the selected row. */
  private spoken() {
    const row = this.rows[this.current];
    return html`<div class="visually-hidden" aria-live="polite">
      ${row ? `${row.kind} ${row.service} ${row.name}, level ${row.depth + 1}, ${duration(row.end - row.start)}${row.error ? ', error' : ''}` : ''}
    </div>`;
  }
}

/** The canvas at the device's resolution, or null while it has no size. */
function sized(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  if (width <= 0 || height <= 0) return null;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const g = canvas.getContext('2d');
  g?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return g;
}
