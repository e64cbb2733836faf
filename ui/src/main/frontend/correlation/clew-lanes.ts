import { css, html, LitElement } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { computed, serviceColor, severityColor } from '../lib/colors.ts';
import { clock, duration, nanosToMillis, time } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import type { AxisView } from '../traces/clew-waterfall.ts';
import { TimeScale } from '../traces/time-scale.ts';

/** One thing that happened in a service. */
export interface LaneItem {
  kind: 'span' | 'log';
  service: string;
  /** Nanoseconds after `base`. */
  start: number;
  end: number;
  name: string;
  error: boolean;
  severity: string;
  why: string;
  /** `traceId/spanId` or `log/id`, as the waterfall names its rows. */
  key: string;
}

/** A vertical line across all lanes: an alert that began. */
export interface Mark {
  at: number;
  label: string;
}

const LANE = 28;
const AXIS = 22;
const TICKS = 6;

/**
 * One lane for each service with everything that happened on a common time axis. Long silences are
 * compressed and marked.
 *
 * `items`, `marks`; `base`: decimal nanoseconds; `services`: the lanes in order; `selected`: a key;
 * `view`: the part of the time, 0 to 1, and the width of the names, as the waterfall below has them.
 * Fires `item-selected` with the item, `service-selected` with a name.
 */
@customElement('clew-lanes')
export class ClewLanes extends LitElement {
  @property({ attribute: false }) items: LaneItem[] = [];
  @property({ attribute: false }) marks: Mark[] = [];
  @property({ attribute: false }) services: string[] = [];
  @property() base = '0';
  @property() selected = '';
  @property({ attribute: false }) view: AxisView = { from: 0, to: 1, nameWidth: 360 };
  @state() private hovered: LaneItem | null = null;
  @query('canvas') private canvas!: HTMLCanvasElement;
  private scale = TimeScale.linear(0, 1);
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

  override willUpdate(): void {
    this.scale = TimeScale.compressed(this.items.map((i) => [i.start, i.end]));
  }

  override updated(): void {
    this.paint();
  }

  private get names(): number {
    return Math.min(this.view.nameWidth, this.clientWidth * 0.6);
  }

  private get total(): number {
    return AXIS + this.services.length * LANE;
  }

  private x(nanos: number): number {
    const share = (this.scale.position(nanos) - this.view.from) / (this.view.to - this.view.from);
    return this.names + 8 + share * (this.clientWidth - this.names - 24);
  }

  private y(service: string): number {
    return AXIS + this.services.indexOf(service) * LANE;
  }

  private clockOf(nanos: number): string {
    const at = (BigInt(this.base) + BigInt(Math.round(nanos))).toString();
    // Within seconds the whole second says nothing.
    return this.scale.end - this.scale.start < 10e9 ? time(at) : clock(nanosToMillis(at));
  }

  private paint(): void {
    const width = this.clientWidth;
    if (!this.canvas || width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = width * ratio;
    this.canvas.height = this.total * ratio;
    const g = this.canvas.getContext('2d');
    if (!g) return;
    g.setTransform(ratio, 0, 0, ratio, 0, 0);
    g.textBaseline = 'middle';
    this.axis(g, width);
    this.lanes(g, width);
    g.save();
    g.beginPath();
    g.rect(this.names, AXIS, width - this.names, this.total);
    g.clip();
    for (const item of this.items) if (item.kind === 'span') this.span(g, item);
    for (const item of this.items) if (item.kind === 'log') this.log(g, item);
    for (const mark of this.marks) {
      g.fillStyle = computed('var(--warn)', this);
      g.fillRect(this.x(mark.at), AXIS, 1.5, this.total - AXIS);
    }
    g.restore();
  }

  private axis(g: CanvasRenderingContext2D, width: number): void {
    g.fillStyle = computed('var(--hover)', this);
    for (const gap of this.scale.gaps) {
      const left = Math.max(this.names, this.x(gap.start));
      g.fillRect(left, 0, Math.max(0, this.x(gap.end) - left), this.total);
    }
    g.font = `11px ${computed('var(--font)', this)}`;
    g.fillStyle = computed('var(--text-2)', this);
    let free = this.names;
    for (const tick of this.scale.ticks(this.view.from, this.view.to, TICKS)) {
      const label = this.clockOf(tick);
      const half = g.measureText(label).width / 2;
      const at = Math.min(Math.max(this.x(tick) - half, this.names + 4), width - 2 * half - 4);
      if (at < free) continue;
      g.fillText(label, at, AXIS / 2);
      free = at + g.measureText(label).width + 16;
    }
    for (const gap of this.scale.gaps) {
      g.save();
      g.fillStyle = computed('var(--text-3)', this);
      g.textAlign = 'center';
      g.translate((this.x(gap.start) + this.x(gap.end)) / 2, AXIS + (this.total - AXIS) / 2);
      if (this.total > 90) g.rotate(-Math.PI / 2);
      g.fillText(`${duration(gap.end - gap.start)} quiet`, 0, 0);
      g.restore();
    }
  }

  private lanes(g: CanvasRenderingContext2D, width: number): void {
    g.font = `12px ${computed('var(--font)', this)}`;
    this.services.forEach((service, i) => {
      const y = AXIS + i * LANE;
      g.fillStyle = computed('var(--line)', this);
      g.fillRect(0, y, width, 1);
      g.fillStyle = computed(serviceColor(service), this);
      g.fillRect(16, y + LANE / 2 - 4, 8, 8);
      g.fillStyle = computed('var(--text)', this);
      g.save();
      g.beginPath();
      g.rect(0, y, this.names - 4, LANE);
      g.clip();
      g.fillText(service, 32, y + LANE / 2);
      g.restore();
    });
  }

  private span(g: CanvasRenderingContext2D, item: LaneItem): void {
    const left = this.x(item.start);
    const width = Math.max(2, this.x(item.end) - left);
    const y = this.y(item.service);
    g.globalAlpha = item.key === this.selected || item === this.hovered ? 1 : 0.55;
    g.fillStyle = computed(serviceColor(item.service), this);
    g.fillRect(left, y + 8, width, LANE - 16);
    g.globalAlpha = 1;
    if (item.error) {
      g.fillStyle = computed('var(--bad)', this);
      g.fillRect(left, y + 4, Math.max(3, Math.min(width, 6)), LANE - 8);
    }
  }

  private log(g: CanvasRenderingContext2D, item: LaneItem): void {
    const x = this.x(item.start);
    const y = this.y(item.service) + LANE / 2;
    const size = item.key === this.selected || item === this.hovered ? 6 : 4;
    g.fillStyle = computed(severityColor(item.severity), this);
    g.strokeStyle = computed('var(--bg)', this);
    g.beginPath();
    g.moveTo(x, y - size);
    g.lineTo(x + size, y);
    g.lineTo(x, y + size);
    g.lineTo(x - size, y);
    g.closePath();
    g.fill();
    g.stroke();
  }

  private find(event: MouseEvent): LaneItem | null {
    const box = this.canvas.getBoundingClientRect();
    const x = event.clientX - box.left;
    const service = this.services[Math.floor((event.clientY - box.top - AXIS) / LANE)];
    if (service === undefined || x < this.names) return null;
    let best: LaneItem | null = null;
    let least = 6;
    for (const item of this.items) {
      if (item.service !== service) continue;
      const left = this.x(item.start);
      const right = Math.max(left + 2, this.x(item.end));
      // Inside a bar the shortest one wins: it lies on top of what it is part of.
      const outside = x < left ? left - x : x > right ? x - right : 0;
      const distance = outside + Math.min(3, (right - left) / 400) + (item.kind === 'log' ? 0 : 0.5);
      if (distance < least) {
        least = distance;
        best = item;
      }
    }
    return best;
  }

  private clicked(event: MouseEvent): void {
    const item = this.find(event);
    if (item) {
      this.dispatchEvent(new CustomEvent('item-selected', { detail: item, bubbles: true, composed: true }));
    }
  }

  private tip(): string {
    const item = this.hovered;
    if (!item) return '';
    const length = item.kind === 'span' ? `, ${duration(item.end - item.start)}` : '';
    return `${this.clockOf(item.start)} ${item.name}${length}\nHere because: ${item.why}`;
  }

  static override styles = [
    shared,
    css`
      :host { display: block; }
      canvas { display: block; width: 100%; cursor: pointer; }
    `,
  ];

  override render() {
    return html`<canvas
      role="img"
      aria-label="${this.items.length} events of ${this.services.length} services on one time axis"
      style="height:${this.total}px"
      title=${this.tip()}
      @click=${this.clicked}
      @mousemove=${(e: MouseEvent) => (this.hovered = this.find(e))}
      @mouseleave=${() => (this.hovered = null)}
    ></canvas>`;
  }
}
