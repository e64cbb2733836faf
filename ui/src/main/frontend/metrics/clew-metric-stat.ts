import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { figuresOf, type Line, sorted, withColors } from '../elements/chart-lines.ts';
import { spark } from '../elements/clew-spark.ts';
import { shared } from '../lib/styles.ts';

const MOST = 24;

/** Each line as its last value, large, with its course. `lines`, `format`, `earlier`. */
@customElement('clew-metric-stat')
export class ClewMetricStat extends LitElement {
  @property({ attribute: false }) lines: Line[] = [];
  @property({ attribute: false }) format: (value: number | null) => string = String;
  @property() earlier = '';

  static override styles = [
    shared,
    css`
      :host { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 1px; background: var(--line); border-bottom: 1px solid var(--line); }
      :host([alone]) { grid-template-columns: 1fr; }
      .tile { background: var(--bg); padding: 12px 16px; min-width: 0; }
      .value { font-size: 26px; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.3; }
      .rest { grid-column: 1 / -1; background: var(--bg); padding: 4px 16px; font-size: var(--small-size); color: var(--text-2); }
    `,
  ];

  override render() {
    const current = sorted(withColors(this.lines.filter((l) => !l.before)), 'last');
    const before = new Map(this.lines.filter((l) => l.before).map((l) => [l.label, figuresOf(l.values).last]));
    this.toggleAttribute('alone', current.length === 1);
    return html`${current.slice(0, MOST).map((l) => html`<div class="tile">
        <div class="cut quiet small" title=${l.label}>${l.label}</div>
        <div class="value">${this.format(figuresOf(l.values).last)}</div>
        ${before.has(l.label) ? html`<div class="quiet small">${this.format(before.get(l.label) ?? null)} ${this.earlier} before</div>` : nothing}
        ${spark(l.values, l.color!, 188, 28)}</div>`)}
      ${current.length > MOST ? html`<div class="rest">${current.length - MOST} more series. Aggregate, or choose fewer with topk().</div>` : nothing}`;
  }
}
