import { css, html, LitElement, nothing, unsafeCSS, type PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import uPlot from 'uplot';
import uplotStyles from 'uplot/dist/uPlot.min.css?inline';
import { computed, seriesColor } from '../lib/colors.ts';
import { compact, clock, parts } from '../lib/format.ts';
import { shared } from '../lib/styles.ts';
import { urlState } from '../lib/url-state.ts';

/** One line of a chart. */
export interface Line {
  label: string;
  values: Array<number | null>;
  color?: string;
}

/** More lines than this nobody tells apart; the rest is said. */
const MOST = 20;

/**
 * Time series: drag to zoom, a crosshair shared by all charts of the page, a legend with last,
 * average and greatest value; a click on a line's name shows it alone.
 *
 * `times`: seconds since the epoch, ascending; `lines`: values at these times; `format`: of values;
 * `height`: pixels.
 */
@customElement('clew-chart')
export class ClewChart extends LitElement {
  @property({ attribute: false }) times: number[] = [];
  @property({ attribute: false }) lines: Line[] = [];
  @property({ attribute: false }) format: (value: number | null) => string = compact;
  @property({ type: Number }) height = 240;
  @state() private alone = '';
  @query('.plot') private box!: HTMLElement;
  private plot: uPlot | null = null;
  private release: Array<() => void> = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const resized = new ResizeObserver(() => this.resize());
    resized.observe(this);
    const themed = new MutationObserver(() => this.build());
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.release = [() => resized.disconnect(), () => themed.disconnect()];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const release of this.release) release();
    this.plot?.destroy();
    this.plot = null;
  }

  override updated(changed: PropertyValues): void {
    if (changed.has('times') || changed.has('lines') || changed.has('height') || changed.has('alone')) this.build();
  }

  private resize(): void {
    if (this.plot && this.clientWidth > 0) this.plot.setSize({ width: this.clientWidth, height: this.height });
    else this.build();
  }

  private colorOf(line: Line, i: number): string {
    return computed(line.color ?? seriesColor(i), this);
  }

  private build(): void {
    this.plot?.destroy();
    this.plot = null;
    if (!this.box || this.clientWidth === 0 || this.times.length === 0) return;
    const shown = this.lines.slice(0, MOST);
    const text = computed('var(--text-2)', this);
    const grid = { stroke: computed('var(--line)', this), width: 1 };
    const font = `11px ${computed('var(--font)', this)}`;
    const format = this.format;
    const { start, end } = urlState.range;
    this.plot = new uPlot(
      {
        width: this.clientWidth,
        height: this.height,
        padding: [8, 16, 0, 0],
        legend: { show: false },
        cursor: { sync: { key: 'clew' }, points: { size: 6 }, drag: { x: true, y: false, setScale: false } },
        scales: { x: { time: true, range: () => [start / 1000, end / 1000] } },
        axes: [
          { stroke: text, grid, ticks: grid, font, values: (_u, ticks) => ticks.map((t) => axisTime(t * 1000, end - start)) },
          { stroke: text, grid, ticks: grid, font, size: 64, values: (_u, ticks) => ticks.map((t) => format(t)) },
        ],
        series: [
          {},
          ...shown.map((line, i) => ({
            label: line.label,
            stroke: this.colorOf(line, i),
            width: 1.3,
            show: this.alone === '' || this.alone === line.label,
            points: { show: line.values.filter((v) => v !== null).length < 3 },
            ...(shown.length === 1 ? { fill: computed('var(--accent-soft)', this) } : {}),
          })),
        ],
        hooks: {
          setSelect: [
            (u) => {
              if (u.select.width < 3) return;
              urlState.zoom(u.posToVal(u.select.left, 'x') * 1000, u.posToVal(u.select.left + u.select.width, 'x') * 1000);
            },
          ],
          setCursor: [(u) => this.showTip(u)],
        },
      },
      [this.times, ...shown.map((line) => line.values)] as uPlot.AlignedData,
      this.box,
    );
  }

  private showTip(u: uPlot): void {
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    if (!tip) return;
    const i = u.cursor.idx;
    if (i === null || i === undefined || (u.cursor.left ?? -1) < 0) {
      tip.hidden = true;
      return;
    }
    const rows = this.lines
      .slice(0, MOST)
      .map((line, n) => ({ line, n, value: line.values[i] ?? null }))
      .filter((r) => r.value !== null && (this.alone === '' || this.alone === r.line.label))
      .sort((a, b) => b.value! - a.value!)
      .slice(0, 8);
    tip.hidden = rows.length === 0;
    tip.replaceChildren(line(clock(this.times[i]! * 1000), '', ''), ...rows.map((r) => line(r.line.label, this.format(r.value), this.colorOf(r.line, r.n))));
    const left = (u.cursor.left ?? 0) + u.bbox.left / devicePixelRatio;
    const right = left > this.clientWidth / 2;
    tip.style.left = right ? '' : `${left + 12}px`;
    tip.style.right = right ? `${this.clientWidth - left + 12}px` : '';
  }

  static override styles = [
    unsafeCSS(uplotStyles),
    shared,
    css`
      :host { display: block; position: relative; min-width: 0; }
      .u-select { background: var(--accent-soft); }
      .tip { position: absolute; top: 8px; z-index: 5; pointer-events: none; max-width: 60%; background: var(--raised); border: 1px solid var(--line-strong); border-radius: var(--radius); padding: 4px 8px; font-size: var(--small-size); }
      .tip div { display: flex; gap: 12px; justify-content: space-between; align-items: center; }
      .tip span:first-child { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; max-width: 420px; }
      table { width: 100%; border-collapse: collapse; font-size: var(--small-size); table-layout: fixed; }
      td, th { padding: 0 8px; height: 22px; text-align: right; font-weight: 400; font-variant-numeric: tabular-nums; white-space: nowrap; width: 84px; }
      th { color: var(--text-3); }
      td:first-child, th:first-child { text-align: left; width: auto; padding-left: 16px; overflow: hidden; text-overflow: ellipsis; }
      td button { height: 20px; padding: 0 4px; font: var(--small-size) var(--mono); max-width: 100%; }
      tr.dim { opacity: 0.45; }
      .legend { max-height: var(--legend-height, 168px); overflow: auto; }
      .rest { padding: 4px 16px; color: var(--text-2); font-size: var(--small-size); }
    `,
  ];

  override render() {
    return html`<div class="plot"></div><div class="tip" hidden></div>${this.legend()}`;
  }

  private legend() {
    if (this.lines.length === 0) return nothing;
    return html`<div class="legend"><table>
        <thead><tr><th></th><th>last</th><th>avg</th><th>max</th></tr></thead>
        <tbody>${this.lines.slice(0, MOST).map((l, i) => {
          const known = l.values.filter((v): v is number => v !== null && Number.isFinite(v));
          const average = known.reduce((a, b) => a + b, 0) / known.length;
          return html`<tr class=${this.alone !== '' && this.alone !== l.label ? 'dim' : ''}>
            <td><button title=${l.label} @click=${() => (this.alone = this.alone === l.label ? '' : l.label)}>
              <span class="chip cut" style="--chip:${l.color ?? seriesColor(i)}">${l.label}</span></button></td>
            <td>${this.format(known[known.length - 1] ?? null)}</td><td>${this.format(known.length ? average : null)}</td>
            <td>${this.format(known.length ? Math.max(...known) : null)}</td></tr>`;
        })}</tbody></table></div>
      ${this.lines.length > MOST ? html`<div class="rest">${this.lines.length - MOST} more series are not drawn. Aggregate, or choose fewer with topk().</div>` : nothing}`;
  }
}

function line(name: string, value: string, color: string): HTMLElement {
  const row = document.createElement('div');
  const label = document.createElement('span');
  label.textContent = name;
  if (color) {
    label.className = 'chip';
    label.style.setProperty('--chip', color);
  }
  const number = document.createElement('b');
  number.textContent = value;
  row.append(label, number);
  return row;
}

function axisTime(ms: number, range: number): string {
  const p = parts(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  if (range > 3 * 86400e3) return `${two(p.month)}-${two(p.day)}`;
  if (range > 86400e3) return `${two(p.month)}-${two(p.day)} ${two(p.hour)}h`;
  return range < 600e3 ? `${two(p.hour)}:${two(p.minute)}:${two(p.second)}` : `${two(p.hour)}:${two(p.minute)}`;
}
